// A small site with a login that asks for a code. It stands for the system under test.
import { createServer } from 'node:http';
import { json, text } from 'node:stream/consumers';
import { verifySync } from 'otplib';

const page = (status) => `<!doctype html>
<html lang="en">
<title>Log in</title>
<form method="post" action="/login">
  <label>User <input name="user"></label>
  <label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code"></label>
  <button>Log in</button>
</form>
<output>${status}</output>
`;

export function createSite() {
  const users = new Map(); // name -> the secret of the token, and the counter of its next code

  function logIn(name, code) {
    const user = users.get(name);
    if (!user || !/^\d{6}$/.test(code)) return false;
    const result = verifySync({
      strategy: 'hotp', secret: user.secret, token: code, counter: user.counter, counterTolerance: 9,
    });
    if (result.valid) user.counter += result.delta + 1;
    return result.valid;
  }

  return createServer(async (request, response) => {
    switch (`${request.method} ${request.url}`) {
      case 'POST /users': { // only in tests: enrols the token of a user
        const { user, otpauth } = await json(request);
        const { searchParams } = new URL(otpauth);
        users.set(user, { secret: searchParams.get('secret'), counter: Number(searchParams.get('counter')) });
        response.writeHead(204).end();
        return;
      }
      case 'POST /login': {
        const form = new URLSearchParams(await text(request));
        const accepted = logIn(form.get('user'), form.get('code'));
        response.setHeader('Content-Type', 'text/html');
        response.end(page(accepted ? `Welcome, ${form.get('user')}` : 'Wrong code'));
        return;
      }
      case 'GET /':
        response.setHeader('Content-Type', 'text/html');
        response.end(page(''));
        return;
      default:
        response.writeHead(404).end();
    }
  });
}
