// The admin adds an account, whose owner signs in with the one-time password and sees what an agent may.
import assert from 'node:assert/strict';
import {openBrowser, openScreen} from './browser.mjs';

export const title = 'adds an account; an agent sees what an agent may';

export async function run({page, gateway}) {
  await openScreen(page, 'Akun');
  await page.getByRole('button', {name: 'Tambah akun'}).click();
  await page.getByRole('dialog').getByLabel('Nama akun').fill('sari');
  await page.getByRole('dialog').getByRole('button', {name: 'Tambah'}).click();
  const secret = page.locator('.secret');
  await secret.waitFor();
  const password = (await secret.innerText()).trim();
  await page.getByRole('button', {name: 'Sudah dicatat'}).click();
  await page.getByRole('row', {name: /sari/}).getByText('Belum ganti kata sandi').waitFor();

  const other = await openBrowser(gateway.address);
  await other.page.goto(gateway.address);
  await other.page.getByLabel('Nama akun').fill('sari');
  await other.page.getByLabel('Kata sandi').fill(password);
  await other.page.keyboard.press('Enter');
  await other.page.getByLabel('Kata sandi sekarang').fill(password);
  await other.page.getByLabel('Kata sandi baru', {exact: true}).fill('ombak-di-pantai-selatan');
  await other.page.getByLabel('Ulangi kata sandi baru').fill('ombak-di-pantai-selatan');
  await other.page.keyboard.press('Enter');
  await other.page.getByLabel('Tulis pesan peserta').waitFor();
  assert.equal(await other.page.getByRole('link', {name: 'Akun'}).count(), 0);
  other.assertCalm();
  await other.close();

  await page.getByRole('row', {name: /sari/}).getByRole('button', {name: /Nonaktifkan/}).click();
  await page.getByRole('row', {name: /sari/}).getByText('Dinonaktifkan').waitFor();
  await page.getByRole('row', {name: /sari/}).getByRole('button', {name: /Hapus/}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Hapus'}).click();
  await page.getByRole('row', {name: /sari/}).waitFor({state: 'detached'});
}
