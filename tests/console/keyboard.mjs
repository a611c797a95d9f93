// Everything by keyboard: from the sign-in to a question, its explanation, another screen and out.
import assert from 'node:assert/strict';
import {handset} from './browser.mjs';

export const title = 'works by keyboard alone, with the focus always in sight';

const focused = page => page.evaluate(() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return {name: element.getAttribute('aria-label') ?? element.innerText ?? '', tag: element.tagName,
          seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0};
});

// Presses a key until the focus is where it should be.
async function reach(page, key, fits, most = 60) {
  for (let step = 0; step < most; ++step) {
    const now = await focused(page);
    if (fits(now)) return now;
    await page.keyboard.press(key);
    const next = await focused(page);
    assert.ok(next.seen || next.tag === 'BODY', `the focus is not in sight on ${next.tag} "${next.name.trim()}"`);
  }
  assert.fail('the focus did not come there');
}

export async function run({page, gateway}) {
  await page.goto(gateway.address);
  await page.getByRole('button', {name: 'Masuk'}).waitFor();
  await page.keyboard.type(gateway.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(gateway.password);
  await page.keyboard.press('Enter');
  await page.getByLabel('Tulis pesan peserta').waitFor();

  await page.keyboard.press('Alt+b');
  await page.getByText('Belum ada pesan').first().waitFor();
  await reach(page, 'Tab', now => now.name === 'Tulis pesan peserta');
  await page.keyboard.type('saldo');
  await page.keyboard.press('Enter');
  await handset(page, 2).locator('.turn').first().waitFor();
  await page.keyboard.press('Alt+t');
  await page.locator('[aria-pressed="true"][aria-label="Kirim ke HP 1"]').waitFor();
  await page.keyboard.type('menu');
  await page.keyboard.press('Enter');
  await handset(page, 1).locator('.turn').nth(1).waitFor();
  assert.equal(await handset(page, 2).locator('.turn').count(), 1);

  // The explanation of the turn before, its tabs by arrow keys.
  await page.keyboard.press('Alt+ArrowUp');
  await page.locator('.why-about', {hasText: 'saldo'}).waitFor();
  await page.keyboard.press('Alt+k');
  await page.keyboard.press('ArrowRight');
  await page.locator('[role="tab"][aria-selected="true"]:focus', {hasText: 'Alur'}).waitFor();

  // Help, and back to where one was.
  await page.keyboard.press('?');
  await page.getByRole('dialog', {name: 'Bantuan dan pintasan papan ketik'}).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[role="tab"]:focus', {hasText: 'Alur'}).waitFor();
  await page.keyboard.press('/');
  await page.locator('#tulis:focus').waitFor();

  await page.keyboard.press('Alt+3');
  await page.getByRole('heading', {name: 'Uji', level: 1}).waitFor();
  await page.keyboard.press('Alt+1');
  await page.getByLabel('Tulis pesan peserta').waitFor();
  // What was said is still there.
  await handset(page, 1).locator('.turn').nth(1).waitFor();
}
