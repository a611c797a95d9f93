// Waktu: what waits on the clock, and how long what was asked took.
import type {Why} from '../../api/types';
import {Empty} from '../../parts/states';
import {clockSeconds, t} from '../../words/words';
import {spanOf} from './controls';
import {act, play} from './play';

export function TimeView({why}: {why: Why}) {
  const timers = play.value?.timers ?? [];
  return (
    <div class="stack loose">
      {timers.length > 0
        ? (
          <section class="stack">
            <h3>{t('timers')}</h3>
            <table class="table">
              <thead><tr><th scope="col">{t('when')}</th><th scope="col">{t('what_happens')}</th><th scope="col">{t('device')}</th></tr></thead>
              <tbody>
                {timers.map((timer, at) => (
                  <tr key={at}><td>{clockSeconds(timer.at)}<br /><span class="soft small-text">{spanOf(timer.in_ms)}</span></td>
                    <td>{timer.title}</td><td>{timer.handset + 1}</td></tr>
                ))}
              </tbody>
            </table>
            <div><button type="button" class="button" onClick={() => void act({do: 'next_timer'})}>{t('to_next_timer')}</button></div>
          </section>
        )
        : <Empty icon="clock" title={t('no_timers_title')}><p>{t('no_timers')}</p></Empty>}
      {why.core.length > 0 && (
        <section class="stack tight">
          <h3>{t('core_times')}</h3>
          {why.core.map((one, at) => <p key={at}>{clockSeconds(one.asked_at)} {one.title}: {t('milliseconds', {n: one.took_ms})}</p>)}
        </section>
      )}
    </div>
  );
}
