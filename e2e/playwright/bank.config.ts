import { defineConfig } from '@playwright/test';
import config from './playwright.config';

export default defineConfig({
  ...config,
  testDir: 'bank',
  use: { ...config.use, baseURL: process.env.ETOKENPASS_BANK_URL },
});
