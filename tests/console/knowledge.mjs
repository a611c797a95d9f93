// An answer is edited in the draft, fails the check, is mended, published, and taken back.
import assert from 'node:assert/strict';
import {openScreen, tab, work_ms} from './browser.mjs';

export const title = 'edits an answer in a draft, sees it fail the check, mends it, publishes, goes back';

const question = 'otp jmo tidak masuk';

async function openAnswer(page) {
  await openScreen(page, 'Pengetahuan');
  await tab(page, 'Cari dan sunting');
  await page.getByLabel('Tanya seperti peserta').fill(question);
  await page.getByRole('button', {name: 'Tanya', exact: true}).click();
  await page.locator('.found .sms-message').first().waitFor();
  await page.locator('.found').getByRole('heading', {name: 'Contoh terdekat'}).waitFor();
  await page.locator('.found').getByRole('button', {name: 'Sunting'}).first().click();
  const editor = page.locator('.editor .text-editor', {has: page.locator('textarea:focus')});
  await editor.waitFor();
  return editor;
}

async function publish(page, note) {
  await page.getByRole('button', {name: 'Terbitkan', exact: true}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Catatan').fill(note);
  await dialog.getByRole('button', {name: 'Periksa lalu terbitkan'}).click();
  return dialog;
}

async function asked(page) {
  await openScreen(page, 'Pengetahuan');
  await tab(page, 'Cari dan sunting');
  await page.getByLabel('Tanya seperti peserta').fill(question);
  await page.getByRole('button', {name: 'Tanya', exact: true}).click();
  return page.locator('.found .sms-text').first();
}

export async function run({page}) {
  const editor = await openAnswer(page);
  const text = editor.getByRole('textbox');
  const before = await text.inputValue();
  const label = await text.getAttribute('id');
  const field = page.locator(`[id="${label}"]`);
  const whole = page.locator('.text-editor', {has: field});

  // Too long for its budget: seen while typing, and again by the check.
  await field.fill(`${before} ${'Kalimat tambahan yang panjang. '.repeat(6)}`);
  await whole.locator('.badge.bad', {hasText: 'dari 1 SMS'}).waitFor();
  await whole.getByRole('button', {name: 'Simpan ke draf'}).click();
  await page.getByText('1 perubahan').first().waitFor();
  await page.getByRole('button', {name: 'Periksa dan uji'}).click();
  await page.getByText('Draf belum bisa terbit').waitFor({timeout: work_ms});
  const finding = page.locator('.finding').first();
  assert.match(await finding.locator('code').innerText(), /knowledge\/.*\.yaml:\d+/);
  const dialog = await publish(page, 'Terlalu panjang');
  await dialog.getByText('Tidak diterbitkan').waitFor({timeout: work_ms});
  await dialog.getByRole('button', {name: 'Batal'}).click();

  // Mended from where the finding points.
  await finding.getByRole('button', {name: 'Buka teks'}).click();
  const again = page.locator('.editor textarea:focus');
  await again.waitFor();
  const mended = before.replace('OTP JMO', 'Kode OTP JMO').slice(0, 150);
  assert.notEqual(mended, before);
  await again.fill(mended);
  await page.locator('.editor .text-editor', {has: page.locator('textarea:focus')}).locator('.badge.good', {hasText: '1 dari 1 SMS'}).waitFor();
  await page.locator('.editor').getByRole('button', {name: 'Simpan ke draf'}).click();
  await page.getByText('Tersimpan di draf.').last().waitFor();
  await page.getByRole('button', {name: 'Periksa dan uji'}).click();
  await page.getByText('Draf siap terbit').waitFor({timeout: work_ms});

  await (await publish(page, 'Teks OTP lebih jelas')).waitFor({state: 'detached', timeout: work_ms});
  await (await asked(page)).filter({hasText: mended.slice(0, 40)}).waitFor();
  await tab(page, /^Versi/);
  const served = page.getByRole('row', {name: /Teks OTP lebih jelas/});
  await served.getByText('dipakai').waitFor();
  await served.getByRole('button', {name: /Lihat beda/}).click();
  await page.getByRole('dialog').locator('.new', {hasText: mended.slice(0, 30)}).first().waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('row', {name: /Bawaan/}).getByRole('button', {name: /Kembali ke versi ini/}).click();
  await page.getByText('isinya sama dengan versi 0').waitFor();
  await (await asked(page)).filter({hasText: before.slice(0, 40)}).waitFor();
}
