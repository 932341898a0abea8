import { expect, test as base, type Page } from '@playwright/test';

// Customer is a customer of the bank, with a token.
type Customer = {
  login: string;
  password: string;
  press: () => Promise<string>; // presses the button, and reads the session key from the LCD
};

// Each test has a customer of its own: the bank makes up login, password and token.
const test = base.extend<{ customer: Customer }>({
  customer: async ({ request }, use) => {
    const created = await request.post('/api/v1/customers', { data: {}, failOnStatusCode: true });
    const { login, password, token } = await created.json();
    const press = async () => {
      const pressed = await request.post(`${token}/code`, { failOnStatusCode: true });
      return (await pressed.json()).code;
    };
    await use({ login, password, press });
  },
});

async function logIn(page: Page, customer: Customer) {
  await page.goto('/internet-client/');
  await page.getByLabel('Login').fill(customer.login);
  await page.getByLabel('Password').fill(customer.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function enterKey(page: Page, key: string) {
  await page.getByLabel('Session key').fill(key);
  await page.getByRole('button', { name: 'OK' }).click();
}

async function writeDocument(page: Page) {
  await page.getByRole('link', { name: 'Write a document' }).click();
  await page.getByLabel('Payee', { exact: true }).fill('Example Supplies Ltd');
  await page.getByLabel("Payee's account").fill('40702810000000000001');
  await page.getByLabel('Amount').fill('1500.00');
  await page.getByLabel('Purpose of the payment').fill('Invoice 17');
  await page.getByRole('button', { name: 'Save' }).click();
}

test('a document is signed and sent', async ({ page, customer }) => {
  await logIn(page, customer);
  await enterKey(page, await customer.press());
  await writeDocument(page);
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await enterKey(page, await customer.press());
  await page.getByRole('button', { name: 'Send to the bank' }).click();
  await expect(page.getByRole('status')).toHaveText('The document is signed and sent to the bank.');
});

test('after Cancel, documents can only be written', async ({ page, customer }) => {
  await logIn(page, customer);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await writeDocument(page);
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await expect(page.getByText('This needs a login with a session key')).toBeVisible();
});

test('the eleventh key in a row is refused, and the third failure locks the account', async ({ page, customer }) => {
  for (let i = 0; i < 10; i++) await customer.press(); // in a pocket
  await logIn(page, customer);
  for (let i = 0; i < 2; i++) {
    await enterKey(page, await customer.press());
    await expect(page.getByText('The session key is wrong')).toBeVisible();
  }
  await enterKey(page, await customer.press());
  await expect(page.getByText('The account is locked')).toBeVisible();
});
