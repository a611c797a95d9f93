// Debian's Chromium, headless, and what the tests ask of it again and again.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {createRequire} from 'node:module';

const executablePath = '/usr/bin/chromium';
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
              '--disable-component-update', '--disable-sync', '--lang=id-ID'];
export const patience_ms = 30_000;
// Long work: all conversation tests, under the sanitizers perhaps.
export const work_ms = 600_000;

// What the tests need and cannot get; "" where they have it all.
export function missing() {
  if (!fs.existsSync(executablePath)) return executablePath;
  const require = createRequire(import.meta.url);
  for (const name of ['playwright-core', 'axe-core'])
    try { require.resolve(name); } catch { return `npm package ${name}`; }
  return '';
}

// A page that fails the test where it throws, breaks its Content-Security-Policy, or asks another host.
export async function openBrowser(address, {width = 1280, height = 800} = {}) {
  const {chromium} = await import('playwright-core');
  const browser = await chromium.launch({executablePath, args});
  const context = await browser.newContext({viewport: {width, height}, locale: 'id-ID', timezoneId: 'Asia/Jakarta', reducedMotion: 'reduce'});
  context.setDefaultTimeout(patience_ms);
  const page = await context.newPage();
  const troubles = [], requests = [];
  const host = new URL(address).host;
  page.on('pageerror', error => troubles.push(`the page threw: ${error.stack ?? error.message}`));
  page.on('console', message => {
    // The browser writes a line for every answer of 400 and more; those are judged where they are shown.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) troubles.push(message.text());
  });
  page.on('request', request => {
    requests.push(request.url());
    if (new URL(request.url()).host !== host) troubles.push(`asked another host: ${request.url()}`);
  });
  return {
    page, requests,
    assertCalm: () => assert.deepEqual(troubles, []),
    close: () => browser.close(),
  };
}

export const own_password = 'lampu-taman-kota-biru';

export async function signIn(page, gateway) {
  await page.goto(gateway.address);
  await page.getByLabel('Nama akun').fill(gateway.name);
  await page.getByLabel('Kata sandi').fill(gateway.password);
  await page.getByRole('button', {name: 'Masuk'}).click();
  const composer = page.getByLabel('Tulis pesan peserta');
  const fresh = page.getByLabel('Kata sandi sekarang');
  await composer.or(fresh).first().waitFor();
  if (await fresh.isVisible()) {
    await fresh.fill(gateway.password);
    await page.getByLabel('Kata sandi baru', {exact: true}).fill(own_password);
    await page.getByLabel('Ulangi kata sandi baru').fill(own_password);
    await page.getByRole('button', {name: 'Ganti kata sandi'}).click();
    gateway.password = own_password;
    await composer.waitFor();
  }
}

export const screens = ['Coba', 'Alur', 'Uji', 'Pengetahuan', 'Percakapan', 'Akun'];
export const openScreen = (page, name) => page.getByRole('navigation', {name: 'Layar'}).getByRole('link', {name}).click();
export const handset = (page, number) => page.getByRole('region', {name: new RegExp(`^HP ${number}: (SMS|WhatsApp)$`)}).first();
export const tab = (page, name) => page.getByRole('tab', {name}).click();

// Types a message and waits until each handset that it goes to shows it.
export async function say(page, text, handsets = [1, 2]) {
  const news = await Promise.all(handsets.map(async number => {
    const turns = handset(page, number).locator('.turn');
    const last = (await turns.count()) > 0 ? await turns.last().getAttribute('data-turn') : null;
    return handset(page, number).locator(last ? `.turn[data-turn="${last}"] ~ .turn` : '.turn').first();
  }));
  await page.getByLabel('Tulis pesan peserta').fill(text);
  await page.keyboard.press('Enter');
  for (const one of news) await one.waitFor();
}

// A conversation from its beginning, on the two handsets that every play starts with.
export async function startAfresh(page) {
  await openScreen(page, 'Coba');
  await page.getByRole('button', {name: 'Percakapan baru'}).click();
  await page.getByText('Belum ada pesan').first().waitFor();
}

export async function choosePersona(page, number, persona) {
  const one = handset(page, number);
  await one.locator('header button').first().click();
  await one.getByLabel('Orang').selectOption({label: persona});
  await page.keyboard.press('Escape');
}
