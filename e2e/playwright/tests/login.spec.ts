import { type Page } from '@playwright/test';
import { expect, test } from './token';

// Each test enrols its own token for a user of its own.
test.beforeEach(async ({ request, page, token }) => {
  await request.post('/users', { data: { user: token.serial, otpauth: token.otpauth }, failOnStatusCode: true });
  await page.goto('/');
});

async function logIn(page: Page, user: string, code: string) {
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Log in' }).click();
}

test('a code works once', async ({ page, token }) => {
  const code = await token.code();
  await logIn(page, token.serial, code);
  await expect(page.getByRole('status')).toHaveText(`Welcome, ${token.serial}`);

  await logIn(page, token.serial, code);
  await expect(page.getByRole('status')).toHaveText('Wrong code');
});

test('up to nine accidental presses do no harm', async ({ page, token }) => {
  for (let i = 0; i < 9; i++) await token.code();
  await logIn(page, token.serial, await token.code());
  await expect(page.getByRole('status')).toHaveText(`Welcome, ${token.serial}`);
});

test('a tenth one does', async ({ page, token }) => {
  for (let i = 0; i < 10; i++) await token.code();
  await logIn(page, token.serial, await token.code());
  await expect(page.getByRole('status')).toHaveText('Wrong code');
  expect(await token.counterScreen()).toBe('F00011'); // what the user tells the help desk
});
