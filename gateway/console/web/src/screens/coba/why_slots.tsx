// Slot: what is known of the question, and the dialogue's state before and after.
import type {StateSeen, Why} from '../../api/types';
import {Empty} from '../../parts/states';
import {t} from '../../words/words';

function State({title, state}: {title: string; state: StateSeen}) {
  return (
    <div class="state-card">
      <h3>{title}</h3>
      <b>{state.title}</b>
      <dl class="facts">
        {state.flow && <><dt>{t('flow')}</dt><dd><code>{state.flow}/{state.state}</code></dd></>}
        {state.tries > 0 && <><dt>{t('tries_used')}</dt><dd>{state.tries}</dd></>}
        <dt>{t('language')}</dt><dd>{state.language.toUpperCase()}</dd>
        {state.verified && <><dt>{t('verified')}</dt><dd>{state.verified}</dd></>}
        {state.slots.map(slot => <><dt>{slot.title}</dt><dd>{slot.value}</dd></>)}
      </dl>
    </div>
  );
}

export function SlotView({why}: {why: Why}) {
  return (
    <div class="stack loose">
      {why.slots.length > 0
        ? (
          <table class="table">
            <thead><tr><th scope="col">{t('slot')}</th><th scope="col">{t('value')}</th><th scope="col">{t('in_logs')}</th></tr></thead>
            <tbody>
              {why.slots.map(slot => (
                <tr key={slot.name}><td>{slot.title}</td><td class="mono">{slot.value}</td><td class="mono soft">{slot.masked}</td></tr>
              ))}
            </tbody>
          </table>
        )
        : <Empty icon="search" title={t('no_slots_title')}><p>{t('no_slots')}</p></Empty>}
      <div class="state-pair">
        <State title={t('before')} state={why.before} />
        <State title={t('after')} state={why.after} />
      </div>
    </div>
  );
}
