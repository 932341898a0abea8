import { test as base, type APIRequestContext } from '@playwright/test';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createSite } from '../server.mjs';

const tokens = `${process.env.ETOKENPASS_URL}/api/v1/tokens`;

// Token is the user's key fob.
export class Token {
  private constructor(
    private readonly request: APIRequestContext,
    readonly serial: string,
    readonly otpauth: string, // the URI that enrols the token, with its secret
  ) {}

  // create creates a token with a serial and a secret that no other test has.
  static async create(request: APIRequestContext): Promise<Token> {
    const answer = await request.post(tokens, { data: {}, failOnStatusCode: true });
    const { serial, secret } = await answer.json();
    return new Token(request, serial, secret.otpauth);
  }

  // code presses the button and reads the code from the LCD.
  async code(): Promise<string> {
    return (await this.post('code')).code;
  }

  // counterScreen holds the button, presses it four times, and reads the counter, such as F00001.
  async counterScreen(): Promise<string> {
    return (await this.post('counter-screen')).lcd;
  }

  private async post(operation: string) {
    const answer = await this.request.post(`${tokens}/${this.serial}/${operation}`, { failOnStatusCode: true });
    return answer.json();
  }
}

type EachTest = { token: Token };
type EachWorker = { site: string };

export const test = base.extend<EachTest, EachWorker>({
  token: async ({ request }, use) => {
    await use(await Token.create(request));
  },

  // The system under test, on a free port. For a site of your own, set baseURL in playwright.config.ts instead.
  site: [async ({}, use) => {
    const server = createSite().listen(0, '127.0.0.1');
    await once(server, 'listening');
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.close();
  }, { scope: 'worker' }],

  baseURL: async ({ site }, use) => {
    await use(site);
  },
});

export { expect } from '@playwright/test';
