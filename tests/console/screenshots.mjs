// Pictures of the main screens, for the README: docs/images/*.png, from a running gateway with the demonstration's lab.
// With a FOLDER of one's own: every screen, empty ones and dialogs too, to be looked at. Small where pngquant is installed.
//   node screenshots.mjs SAPA_BINARY SOURCE_DIR [FOLDER [WIDTH HEIGHT]]
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {choosePersona, handset, missing, openBrowser, openScreen, say, signIn, startAfresh, tab, work_ms} from './browser.mjs';
import {startGateway} from './gateway.mjs';

const main = ['coba', 'coba-alur', 'coba-empat', 'alur', 'uji', 'pengetahuan', 'draf', 'percakapan'];
const [binary, source, elsewhere, width = '1280', height = '800'] = process.argv.slice(2);
const folder = elsewhere ?? path.join(source ?? '.', 'docs/images');
if (!source || missing()) {
  console.error(missing() || 'usage: node screenshots.mjs SAPA_BINARY SOURCE_DIR [FOLDER [WIDTH HEIGHT]]');
  process.exit(2);
}
fs.mkdirSync(folder, {recursive: true});
const gateway = await startGateway(binary, source);
const {page, close} = await openBrowser(gateway.address, {width: Number(width), height: Number(height)});

async function picture(name) {
  if (!elsewhere && !main.includes(name)) return;
  for (const toast of await page.locator('.toasts button').all()) await toast.click();
  await page.mouse.move(0, 0);
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({path: file, animations: 'disabled'});
  spawnSync('pngquant', ['--force', '--ext', '.png', '64', file]);
}

const pictures = {
  'masuk': async () => {
    await page.goto(gateway.address);
    await page.getByLabel('Nama akun').waitFor();
  },
  'coba-kosong': async () => {
    await signIn(page, gateway);
    await startAfresh(page);
  },
  'coba': async () => {
    await say(page, 'sldo dong min');
    await say(page, 'min gmn cara cairin jht klo udh resign?');
    await page.locator('.summary').first().waitFor();
    await page.locator('.alternatives').waitFor();
  },
  'coba-alur': async () => {
    await startAfresh(page);
    const names = await personas();
    await choosePersona(page, 1, names.find(name => /belum terdaftar|tidak terdaftar/i.test(name)));
    await startAfresh(page);
    await say(page, 'saldo');
    await tab(page, 'Alur');
    await page.locator('.flow-box').first().waitFor();
  },
  'coba-core': async () => {
    await page.getByRole('group', {name: 'Core'}).getByRole('button', {name: 'Mati'}).click();
    await page.locator('[aria-pressed="true"]', {hasText: 'Mati'}).waitFor();
    await say(page, 'saldo 3171000000000003');
    await page.keyboard.press('Alt+m');
    await page.getByText('balasan sementara').first().waitFor();
    await tab(page, 'Waktu');
  },
  'coba-empat': async () => {
    await tab(page, 'Kenapa');
    for (const number of [3, 4]) {
      await page.getByRole('button', {name: '+ HP'}).click();
      await handset(page, number).waitFor();
    }
    await startAfresh(page);
    await page.getByRole('group', {name: 'Core'}).getByRole('button', {name: 'Normal'}).click();
    await say(page, 'menu', [1, 2, 3, 4]);
    await say(page, 'saldo', [1, 2, 3, 4]);
    await page.locator('.summary').first().waitFor();
  },
  'simpan-uji': async () => {
    await page.keyboard.press('Alt+s');
    await page.getByRole('dialog').getByLabel('Isi uji').waitFor();
  },
  'bantuan': async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'Bantuan'}).click();
    await page.getByRole('dialog').waitFor();
  },
  'uji': async () => {
    await page.keyboard.press('Escape');
    await openScreen(page, 'Uji');
    await page.getByRole('button', {name: 'Jalankan semua'}).click();
    await page.getByText(/\d+ lulus, \d+ gagal/).waitFor({timeout: work_ms});
  },
  'uji-periksa': async () => {
    await page.getByRole('button', {name: 'Periksa konfigurasi'}).click();
    await page.getByRole('region', {name: 'Periksa konfigurasi'}).waitFor({timeout: work_ms});
  },
  'alur': async () => {
    await openScreen(page, 'Alur');
    await page.locator('.flow-box').first().waitFor();
    await page.locator('.flow-label').first().click();
    await page.getByRole('complementary', {name: 'Cabang'}).waitFor();
  },
  'pengetahuan': async () => {
    await openScreen(page, 'Pengetahuan');
    await page.getByLabel('Tanya seperti peserta').fill('otp jmo tidak masuk');
    await page.getByRole('button', {name: 'Tanya', exact: true}).click();
    await page.locator('.found').getByRole('button', {name: 'Sunting'}).first().click();
    await page.locator('.editor .badge.good').first().waitFor();
  },
  'draf': async () => {
    const field = page.locator('.editor textarea:focus');
    await field.fill(`${await field.inputValue()} ${'Kalimat tambahan yang panjang. '.repeat(4)}`);
    await page.locator('.editor .badge.bad').first().waitFor();
    await page.locator('.editor').getByRole('button', {name: 'Simpan ke draf'}).click();
    await page.getByRole('button', {name: 'Periksa dan uji'}).click();
    await page.getByText('Draf belum bisa terbit').waitFor({timeout: work_ms});
  },
  'antrean': async () => {
    await tab(page, /^Antrean/);
    await page.locator('.queued, .empty').first().waitFor();
  },
  'versi': async () => {
    await page.getByRole('button', {name: 'Buang draf'}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Buang draf'}).click();
    await page.getByRole('dialog').waitFor({state: 'detached'});
    await tab(page, /^Versi/);
    await page.getByRole('row').nth(1).waitFor();
  },
  'percakapan': async () => {
    await openScreen(page, 'Percakapan');
    await page.locator('.table .link').first().click();
    await page.locator('.steps-of li').first().waitFor();
  },
  'percakapan-kosong': async () => {
    await page.getByLabel('Nomor HP').fill('9999');
    await page.getByRole('button', {name: 'Cari'}).click();
    await page.getByText('Tidak ditemukan').waitFor();
  },
  'akun': async () => {
    await openScreen(page, 'Akun');
    await page.getByRole('row', {name: /admin/}).waitFor();
  },
};

async function personas() {
  await handset(page, 1).locator('header button').first().click();
  const names = await handset(page, 1).getByLabel('Orang').locator('option').allInnerTexts();
  await page.keyboard.press('Escape');
  return names;
}

for (const [name, arrange] of Object.entries(pictures)) {
  try {
    await arrange();
  } catch (error) {
    console.error(`${name}: ${error.message}`);
  }
  await picture(name);
}
await close();
await gateway.stop();
