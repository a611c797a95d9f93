// The world around the handsets: the clock, core, faults, and which handsets there are.
import type {Faults, Operation} from '../../api/types';
import {Choice} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {Popover} from '../../parts/popover';
import {clockTime, dayAndMinute, dayAndTime, named, number, t, type Word} from '../../words/words';
import {act, choiceOf, defaultHandsets, play, refresh, start, target, useHandsets, world} from './play';
import {TurnTree} from './turns';

const minute = 60_000;
const slow_by = 20_000;
export const steps = {short: minute, long: 31 * minute};

export const spanOf = (ms: number) => {
  const minutes = Math.max(1, Math.round(ms / minute));
  return minutes < 120 ? t('minutes', {n: minutes}) : t('hours', {n: number(minutes / 60, 1)});
};

function Clock() {
  if (!play.value) return null;
  const {now, timers} = play.value;
  const next = timers[0];
  return (
    <div class="control" role="group" aria-label={t('clock')}>
      <span class="clock" title={`${dayAndTime(now)} WIB. ${t('clock_about')}`}>
        <time dateTime={now}>{dayAndMinute(now)}</time>
      </span>
      <button type="button" class="button small" onClick={() => void act({do: 'pass', ms: steps.short})}>{t('plus_minute')}</button>
      <button type="button" class="button small" onClick={() => void act({do: 'pass', ms: steps.long})}>{t('plus_half_hour')}</button>
      <button type="button" class="button small" disabled={!next} onClick={() => void act({do: 'next_timer'})}
              title={next ? `${next.title}, ${clockTime(next.at)}` : t('no_timer')}>
        {t('next_timer')}{next && <span class="soft">{spanOf(next.in_ms)}</span>}
      </button>
    </div>
  );
}

const late = (outcome: string) => (outcome === 'slow' ? {slow_ms: slow_by} : {});

function PerOperation({operations, faults}: {operations: readonly Operation[]; faults: Faults}) {
  const failing = Object.keys(faults.failing).length + Object.keys(faults.slow).length;
  const now = ({name}: Operation) => (name in faults.slow ? 'slow' : faults.failing[name] ?? 'normal');
  return (
    <Popover title={t('per_operation')} buttonClass={`small ${failing ? 'pressed' : ''}`}
             label={<>{t('per_operation')}{failing > 0 && <span class="badge warn">{failing}</span>}<Icon name="down" size={14} /></>}>
      {() => (
        <div class="stack">
          {operations.map(operation => (
            <Choice key={operation.name} label={operation.title} value={now(operation)}
                    choose={outcome => void act({do: 'core_operation', operation: operation.name, outcome, ...late(outcome)})}
                    choices={[{value: 'normal', label: t('core_normal')}, {value: 'slow', label: t('core_slow')},
                              ...operation.outcomes.map(one => ({value: one.name, label: `${one.title} (${one.status})`}))]} />
          ))}
        </div>
      )}
    </Popover>
  );
}

const levels = ['normal', 'slow', 'down'] as const;

function Core() {
  const faults = play.value?.faults;
  const now = world.now.value;
  return (
    <div class="control" role="group" aria-label={t('core')}>
      <span class="control-name">{t('core')}</span>
      <div class="segments">
        {levels.map(level => (
          <button type="button" key={level} aria-pressed={faults?.core === level}
                  onClick={() => void act({do: 'core', core: level, ...late(level)})}>
            {named('core', level)}
          </button>
        ))}
      </div>
      {now.state === 'ready' && faults && <PerOperation operations={now.value.operations} faults={faults} />}
    </div>
  );
}

const faults: readonly {do: 'duplicate' | 'receipt_failed' | 'lose_flow' | 'person_changed' | 'restart'; word: Word; about: Word}[] = [
  {do: 'duplicate', word: 'fault_duplicate', about: 'fault_duplicate_about'},
  {do: 'receipt_failed', word: 'fault_receipt', about: 'fault_receipt_about'},
  {do: 'restart', word: 'fault_restart', about: 'fault_restart_about'},
  {do: 'lose_flow', word: 'fault_lose_flow', about: 'fault_lose_flow_about'},
  {do: 'person_changed', word: 'fault_person', about: 'fault_person_about'},
];

function cause(fault: (typeof faults)[number]['do']) {
  if (fault === 'restart') return void act({do: fault});
  void act({do: fault, ...(target.value === 'all' ? {} : {handsets: [target.value]})});
}

function FaultMenu() {
  return (
    <Popover title={t('faults')} buttonClass="small" label={<>{t('faults')}<Icon name="down" size={14} /></>}>
      {close => (
        <div class="stack tight">
          {faults.map(fault => (
            <button type="button" class="menu-item" key={fault.do} onClick={() => {
              close();
              cause(fault.do);
            }}>
              <b>{t(fault.word)}</b><span class="soft small-text">{t(fault.about)}</span>
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}

function add() {
  const handsets = (play.value?.handsets ?? []).map(choiceOf);
  const last = handsets.at(-1) ?? defaultHandsets[0];
  if (last) void useHandsets([...handsets, {...last, channel: last.channel === 'sms' ? 'whatsapp' : 'sms'}]);
}

export function Controls({save}: {save: () => void}) {
  const now = world.now.value;
  const handsets = play.value?.handsets ?? [];
  const most = now.state === 'ready' ? now.value.limits.handsets : 4;
  return (
    <div class="controls">
      <Clock />
      <Core />
      <FaultMenu />
      <div class="control end">
        {handsets.some(one => one.stale) && (
          <button type="button" class="button small" onClick={() => void refresh()}>{t('refresh')}</button>
        )}
        <div class="turns-button">
          <Popover title={t('turns')} buttonClass="small" align="right" label={t('turns')}>{() => <TurnTree />}</Popover>
        </div>
        <button type="button" class="button small" disabled={handsets.length >= most} onClick={add}>
          + {t('add_handset')}
        </button>
        <button type="button" class="button small" onClick={() => void start(handsets.map(choiceOf))}>{t('new_play')}</button>
        <button type="button" class="button small" onClick={save}>{t('save_test')}</button>
      </div>
    </div>
  );
}
