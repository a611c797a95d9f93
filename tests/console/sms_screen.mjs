// The SMS phone shows where one SMS ends and which characters force UCS-2; WhatsApp shows bold and lists.
import assert from 'node:assert/strict';
import {handset, say, startAfresh} from './browser.mjs';

export const title = 'shows segment borders, characters that force UCS-2, WhatsApp marks and lists';

export async function run({page}) {
  await startAfresh(page);
  const long = 'saya mau tanya ' + 'panjang sekali '.repeat(11);
  await page.getByLabel('Tulis pesan peserta').fill(long);
  await page.locator('.count', {hasText: '2 SMS'}).waitFor();
  await page.getByLabel('Tulis pesan peserta').fill('apa kabar 😀');
  await page.locator('.count', {hasText: 'UCS-2 karena 😀'}).waitFor();
  await say(page, 'apa kabar 😀');
  const said = handset(page, 1).locator('.sms-message.to').last();
  assert.equal(await said.locator('mark').innerText(), '😀');
  await say(page, long);
  await handset(page, 1).locator('.sms-message.to').last().locator('.sms-border', {hasText: 'SMS 2'}).waitFor();
  await say(page, 'menu');
  const list = handset(page, 2).locator('.wa-button', {hasText: '☰'}).last();
  await list.click();
  const row = handset(page, 2).locator('.wa-row').first();
  const chosen = (await row.locator('span').innerText()).trim();
  await row.click();
  await handset(page, 2).locator('.wa-message.to', {hasText: chosen}).waitFor();
}
