// A balance on both handsets at once; why; the clock past a form's expiry; core off and on; rewind and fork; faults.
import assert from 'node:assert/strict';
import {choosePersona, handset, say, startAfresh, tab} from './browser.mjs';

export const title = 'asks on both handsets, explains, moves the clock, switches core off and on, rewinds';

const last = (page, number) => handset(page, number).locator('.turn').last();
const explanation = page => page.getByRole('region', {name: 'Penjelasan'});

async function asksOnBoth(page) {
  await startAfresh(page);
  await say(page, 'saldo');
  for (const number of [1, 2]) await last(page, number).getByText(/Rp[\d.]+/).first().waitFor();
  await last(page, 1).getByText('1 SMS').waitFor();
  assert.match(await last(page, 1).locator('.sms-foot').innerText(), /GSM-7/);
  await last(page, 2).locator('.wa-button').first().waitFor();
}

async function explains(page) {
  const why = explanation(page);
  await why.locator('.summary').waitFor();
  await tab(page, 'Alur');
  await why.locator('.flow-label.taken').first().waitFor();
  await tab(page, 'Core');
  await why.getByText('/v1/participants/').first().waitFor();
  assert.doesNotMatch(await why.innerText(), /\d{16}/);
  await tab(page, 'Slot');
  await why.getByText('Sesudah', {exact: true}).waitFor();
  await tab(page, 'Kenapa');
}

async function expires(page) {
  await choosePersona(page, 1, await personaWithoutPhone(page));
  await startAfresh(page);
  await say(page, 'saldo');
  await tab(page, 'Alur');
  await explanation(page).locator('.flow-box.current').waitFor();
  await tab(page, 'Waktu');
  const timers = explanation(page).getByRole('row');
  await timers.filter({hasText: /Formulir|Nomor/}).first().waitFor();
  const clock = page.locator('.clock time');
  const before = await clock.getAttribute('datetime');
  await page.keyboard.press('Alt+j');
  await page.locator(`.clock time:not([datetime="${before}"])`).waitFor();
  assert.equal(Date.parse(await clock.getAttribute('datetime')) - Date.parse(before), 31 * 60_000);
  await say(page, '1');
  await tab(page, 'Slot');
  await explanation(page).getByText('Sesudah', {exact: true}).waitFor();
  await tab(page, 'Kenapa');
}

// Differing replies are marked: one handset's person is registered, the other's is not.
async function marksDifferences(page) {
  await startAfresh(page);
  await say(page, 'saldo');
  await last(page, 1).getByText('beda').waitFor();
}

async function personaWithoutPhone(page) {
  const one = handset(page, 1);
  await one.locator('header button').first().click();
  const labels = await one.getByLabel('Orang').locator('option').allInnerTexts();
  await page.keyboard.press('Escape');
  const found = labels.find(label => /belum terdaftar|tidak terdaftar/i.test(label));
  assert.ok(found, `a person who is not registered among ${labels.join(', ')}`);
  return found;
}

async function losesCore(page) {
  await choosePersona(page, 1, (await personas(page))[0]);
  await startAfresh(page);
  const core = page.getByRole('group', {name: 'Core'});
  await core.getByRole('button', {name: 'Mati'}).click();
  await core.locator('[aria-pressed="true"]', {hasText: 'Mati'}).waitFor();
  const question = await page.getByRole('group', {name: 'Contoh untuk dicoba'}).getByText(/^saldo \d{16}$/).innerText();
  await say(page, question);
  await page.keyboard.press('Alt+m');
  await handset(page, 1).getByText('balasan sementara').first().waitFor();
  assert.doesNotMatch(await handset(page, 1).innerText(), /Rp\d/);
  await core.getByRole('button', {name: 'Normal'}).click();
  await core.locator('[aria-pressed="true"]', {hasText: 'Normal'}).waitFor();
  await page.keyboard.press('Alt+m');
  await handset(page, 1).getByText('janji ditepati').first().waitFor();
  await handset(page, 1).getByText(/Rp[\d.]+/).first().waitFor();
}

async function personas(page) {
  const one = handset(page, 1);
  await one.locator('header button').first().click();
  const labels = await one.getByLabel('Orang').locator('option').allInnerTexts();
  await page.keyboard.press('Escape');
  return labels;
}

async function rewinds(page) {
  await startAfresh(page);
  await say(page, 'saldo');
  await say(page, 'iuran');
  const turns = page.getByRole('region', {name: 'Giliran'}).last();
  await turns.getByRole('button', {name: 'Kembali ke: saldo'}).click();
  await handset(page, 1).locator('.turn').nth(1).waitFor({state: 'detached'});
  await say(page, 'menu');
  await turns.locator('.off', {hasText: 'iuran'}).waitFor();
  await turns.locator('.on', {hasText: 'menu'}).waitFor();
  // What was tried before is one click away.
  await turns.locator('.off', {hasText: 'iuran'}).getByRole('button').first().click();
  await turns.locator('.on', {hasText: 'iuran'}).waitFor();
}

// One service alone is slow; a receipt that failed marks its reply and adds one turn.
async function disturbs(page) {
  await startAfresh(page);
  await page.getByRole('button', {name: /^Per layanan/}).click();
  await page.getByLabel('Saldo', {exact: true}).selectOption({label: 'Lambat'});
  await page.getByRole('button', {name: /^Per layanan 1/}).waitFor();
  await page.keyboard.press('Escape');
  await say(page, 'status');
  await handset(page, 1).getByText(/AKTIF/).first().waitFor();
  await say(page, 'saldo');
  await handset(page, 1).getByText('Menunggu core').first().waitFor();
  await page.keyboard.press('Alt+m');
  await handset(page, 1).getByText(/Rp[\d.]+/).first().waitFor();
  const turns = page.getByRole('region', {name: 'Giliran'}).last().locator('.turn-row');
  const before = 5;  // the list may be drawn after the reply
  await turns.nth(before - 1).waitFor();
  assert.equal(await turns.count(), before);
  await page.getByRole('button', {name: 'Gangguan'}).click();
  await page.getByRole('button', {name: /Balasan tidak sampai/}).click();
  await handset(page, 1).locator('.sms-message.failed').getByText('tidak sampai').waitFor();
  await turns.nth(before).waitFor();
  assert.equal(await turns.count(), before + 1);
}

// Arrow keys bring back what was typed.
async function recalls(page) {
  const composer = page.getByLabel('Tulis pesan peserta');
  await composer.focus();
  await page.keyboard.press('ArrowUp');
  assert.equal(await composer.inputValue(), 'iuran');
  await page.keyboard.press('ArrowUp');
  assert.equal(await composer.inputValue(), 'saldo');
  await page.keyboard.press('ArrowDown');
  assert.equal(await composer.inputValue(), 'iuran');
  await page.keyboard.press('Escape');
  assert.equal(await composer.inputValue(), '');
}

export async function run({page}) {
  await asksOnBoth(page);
  await explains(page);
  await expires(page);
  await marksDifferences(page);
  await losesCore(page);
  await rewinds(page);
  await recalls(page);
  await disturbs(page);
}
