import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  workers: 1,
  retries: 0,
  reporter: 'list',
  use: {
    // A browser of the system, such as /usr/bin/chromium. By default Playwright uses one that it has downloaded.
    launchOptions: { executablePath: process.env.CHROMIUM },
  },
});
