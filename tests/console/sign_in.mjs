// Signing in, with the forced change of the one-time password; a wrong password; signing out.
import assert from 'node:assert/strict';
import {own_password, screens} from './browser.mjs';

export const title = 'signs in with the one-time password and must change it';

export async function run({page, gateway}) {
  await page.goto(gateway.address);
  await page.getByLabel('Nama akun').fill(gateway.name);
  await page.getByLabel('Kata sandi').fill('bukan-kata-sandinya');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();

  await page.getByLabel('Kata sandi').fill(gateway.password);
  await page.keyboard.press('Enter');
  await page.getByLabel('Kata sandi sekarang').fill(gateway.password);
  await page.getByLabel('Kata sandi baru', {exact: true}).fill(own_password);
  await page.getByLabel('Ulangi kata sandi baru').fill('yang-lain-sama-sekali');
  await page.getByRole('button', {name: 'Ganti kata sandi'}).click();
  await page.getByText('Kedua kata sandi baru tidak sama.').waitFor();
  await page.getByLabel('Ulangi kata sandi baru').fill(own_password);
  await page.getByRole('button', {name: 'Ganti kata sandi'}).click();
  gateway.password = own_password;
  await page.getByLabel('Tulis pesan peserta').waitFor();

  const shown = await page.getByRole('navigation', {name: 'Layar'}).getByRole('link').allInnerTexts();
  assert.deepEqual(shown.map(text => text.trim()), screens);
  await page.getByRole('button', {name: 'Akun', exact: false}).last().click();
  await page.getByRole('button', {name: 'Keluar'}).click();
  await page.getByRole('button', {name: 'Masuk'}).waitFor();
}
