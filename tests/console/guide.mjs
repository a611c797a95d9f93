// docs/panduan-agen.md, followed step by step: every section is walked, and whatever it prints in bold is on the screen then.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {choosePersona, handset, openScreen, own_password, say, signIn, tab, work_ms} from './browser.mjs';

export const title = 'follows the guide of the first day, section by section';

// Remembers every word that the page has shown since it was last asked.
function remember() {
  window.seenWords = new Set();
  const note = node => {
    const whole = node instanceof Element ? node : node.parentElement;
    for (const one of whole ? [whole, ...whole.querySelectorAll('*')] : [])
      for (const part of [one, ...one.childNodes]) {
        const text = part.textContent?.trim();
        if (text && text.length < 80) window.seenWords.add(text.replace(/\s+/g, ' '));
      }
  };
  window.noteAll = () => note(document.documentElement);
  new MutationObserver(changes => changes.forEach(change => {
    change.addedNodes.forEach(note);
    if (change.type === 'characterData') note(change.target);
  })).observe(document, {subtree: true, childList: true, characterData: true});
}

const sectionsOf = text => text.split(/^## /m).slice(1).map(part => {
  const heading = part.split('\n', 1)[0].trim();
  return {heading, names: [...part.matchAll(/\*\*([^*]+)\*\*/g)].map(match => match[1].replace(/\s+/g, ' '))};
});

const last = (page, number) => handset(page, number).locator('.turn').last();

const steps = {
  '1. Masuk': async ({page, gateway}) => {
    await page.goto(gateway.address);
    await page.getByLabel('Nama akun').waitFor();
    await page.evaluate(() => window.noteAll());
    await signIn(page, gateway);
    // Where the password was changed by an earlier test, the form is the one of the account's menu.
    await page.getByRole('banner').getByRole('button', {name: 'Akun'}).click();
    await page.getByRole('button', {name: 'Ganti kata sandi'}).click();
    await page.getByRole('dialog').getByLabel('Ulangi kata sandi baru').waitFor();
    await page.evaluate(() => window.noteAll());
    await page.keyboard.press('Escape');
    assert.equal(gateway.password, own_password);
  },
  '2. Bertanya dari dua HP sekaligus': async ({page}) => {
    await say(page, 'saldo');
    await last(page, 1).getByText('GSM-7').waitFor();
    await last(page, 2).locator('.wa-button').first().waitFor();
  },
  '3. Melihat kenapa': async ({page}) => {
    await last(page, 1).getByRole('button', {name: 'Kenapa?'}).click();
    const why = page.getByRole('region', {name: 'Penjelasan'});
    await why.getByText('Kemungkinan yang ditimbang').waitFor();
    await tab(page, 'Alur');
    await why.locator('.flow-label.taken').first().waitFor();
    await tab(page, 'Slot');
    await why.getByText('Sesudah', {exact: true}).waitFor();
    await tab(page, 'Waktu');
    await tab(page, 'Core');
    await why.getByText('/v1/participants/').first().waitFor();
  },
  '4. Menjadi orang lain': async ({page}) => {
    const button = handset(page, 1).locator('header button').first();
    await button.click();
    const names = await handset(page, 1).getByLabel('Orang').locator('option').allInnerTexts();
    await page.keyboard.press('Escape');
    await choosePersona(page, 1, names.find(name => /belum terdaftar|tidak terdaftar/i.test(name)));
    await say(page, 'saldo');
    await last(page, 1).getByText('≠ beda').waitFor();
    await page.getByRole('button', {name: '+ HP'}).click();
    await handset(page, 3).locator('header button').first().click();
    await page.getByRole('button', {name: 'Singkirkan HP ini'}).click();
    await handset(page, 3).waitFor({state: 'detached'});
  },
  '5. Memajukan jam': async ({page}) => {
    const clock = page.locator('.clock time');
    const before = await clock.getAttribute('datetime');
    await page.getByRole('button', {name: '+31 mnt'}).click();
    await page.locator(`.clock time:not([datetime="${before}"])`).waitFor();
  },
  '6. Mematikan core': async ({page}) => {
    const core = page.getByRole('group', {name: 'Core'});
    await core.getByRole('button', {name: 'Mati'}).click();
    await core.locator('[aria-pressed="true"]', {hasText: 'Mati'}).waitFor();
    await say(page, await page.getByRole('group', {name: 'Contoh untuk dicoba'}).getByText(/^saldo \d{16}$/).innerText());
    await page.getByRole('button', {name: '+1 mnt'}).click();
    await handset(page, 1).getByText('balasan sementara').first().waitFor();
    await core.getByRole('button', {name: 'Normal'}).click();
    await core.locator('[aria-pressed="true"]', {hasText: 'Normal'}).waitFor();
    await page.getByRole('button', {name: '+1 mnt'}).click();
    await handset(page, 1).getByText('janji ditepati').first().waitFor();
  },
  '7. Mundur dan mencoba jalan lain': async ({page}) => {
    await page.getByRole('button', {name: /^Kembali ke: saldo/}).first().click();
    await page.locator('.turn-row.off').first().waitFor();
    await say(page, 'menu');
    await page.getByRole('button', {name: 'Percakapan baru'}).click();
    await page.getByText('Belum ada pesan').first().waitFor();
  },
  '8. Menyimpan percakapan sebagai uji': async ({page}) => {
    await say(page, 'menu');
    await page.getByRole('button', {name: 'Simpan sebagai uji'}).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Judul').fill('Uji dari panduan');
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => document.querySelector('dialog textarea')?.value.includes('Uji dari panduan'));
    await dialog.getByLabel('Nama berkas').fill('uji_panduan');
    await dialog.getByRole('button', {name: 'Sudah saya periksa, simpan'}).click();
    await dialog.waitFor({state: 'detached'});
  },
  '9. Menjalankan uji': async ({page}) => {
    await openScreen(page, 'Uji');
    await page.getByRole('button', {name: 'Disimpan petugas'}).click();
    const row = page.getByRole('row', {name: /Uji dari panduan/});
    await row.getByRole('button', {name: 'Jalankan'}).click();
    await row.getByText('Lulus').waitFor({timeout: work_ms});
  },
  '10. Memperbaiki jawaban': async ({page}) => {
    await openScreen(page, 'Pengetahuan');
    await page.getByLabel('Tanya seperti peserta').fill('otp jmo tidak masuk');
    await page.getByRole('button', {name: 'Tanya', exact: true}).click();
    await page.locator('.found').getByRole('button', {name: 'Sunting'}).first().click();
    const field = page.locator('.editor textarea:focus');
    await field.waitFor();
    const before = await field.inputValue();
    await field.fill(`${before} ${'Kalimat tambahan yang panjang. '.repeat(6)}`);
    await page.locator('.editor .badge.bad').first().waitFor();
    await page.locator('.editor').getByRole('button', {name: 'Simpan ke draf'}).click();
    await page.getByRole('button', {name: 'Periksa dan uji'}).click();
    await page.locator('.finding').getByRole('button', {name: 'Buka teks'}).first().waitFor({timeout: work_ms});
    await tab(page, 'Versi');
    await page.getByRole('button', {name: 'Kembali ke versi ini'}).first().waitFor();
    await page.getByRole('button', {name: 'Buang draf'}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Buang draf'}).click();
    await page.getByRole('dialog').waitFor({state: 'detached'});
  },
  '11. Mengajari yang belum dipahami': async ({page}) => {
    await tab(page, /^Antrean/);
    await page.getByRole('button', {name: 'Abaikan'}).first().waitFor();
  },
  '12. Mencari percakapan sungguhan': async ({page}) => {
    await openScreen(page, 'Percakapan');
    await page.getByLabel('Nomor HP').fill('0001');
    await page.getByRole('button', {name: 'Cari'}).click();
    await page.locator('.table .link').first().click();
    await page.getByRole('button', {name: 'Buka samaran'}).waitFor();
  },
  'Bila sudah selesai': async ({page}) => {
    await page.getByRole('banner').getByRole('button', {name: 'Akun'}).click();
    await page.getByRole('button', {name: 'Keluar'}).click();
    await page.getByRole('button', {name: 'Masuk'}).waitFor();
  },
};

const shows = (words, name) => words.some(text => text === name || text.startsWith(`${name} `));

export async function run({page, gateway, source}) {
  await page.addInitScript(remember);
  const sections = sectionsOf(fs.readFileSync(path.join(source, 'docs/panduan-agen.md'), 'utf8'));
  assert.deepEqual(sections.map(one => one.heading), Object.keys(steps), 'every section of the guide is walked');
  for (const {heading, names} of sections) {
    if (heading !== '1. Masuk') await page.evaluate(() => { window.seenWords.clear(); window.noteAll(); });
    await steps[heading]({page, gateway});
    const words = await page.evaluate(() => [...window.seenWords]);
    for (const name of names) assert.ok(shows(words, name), `"${name}" of "${heading}" is on no screen`);
  }
  await page.evaluate(() => sessionStorage.clear());
}
