// Uji: the conversation tests and the check of the configuration.
import {useEffect, useMemo, useState} from 'preact/hooks';
import * as api from '../../api/api';
import type {Bundle, CheckResult, TestBrief, TestRef, TestsRun} from '../../api/types';
import '../../style/uji.css';
import {Choice, TextField} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {worker} from '../../parts/jobs';
import {resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {named, t} from '../../words/words';
import {CheckView} from './check_view';
import {Findings} from './findings';
import {Progress} from './progress';
import {Results} from './results';
import {TestDialog} from './test_dialog';

const list = resource(api.tests);
const run = worker<TestsRun>();
const checking = worker<CheckResult>();

const same = (one: TestRef, other: TestRef) => one.folder === other.folder && one.name === other.name;

function Row({test, open, start, busy}: {test: TestBrief; open: () => void; start: () => void; busy: boolean}) {
  const {state} = test.last;
  return (
    <tr>
      <td>
        <button type="button" class="link" onClick={open}>{test.title || test.name}</button>
        <div class="soft small-text mono test-file">{test.file}</div>
      </td>
      <td>{test.channels.map(one => named('channel', one)).join(', ')}</td>
      <td class="number">{test.runs}</td>
      <td>
        <span class={`badge ${state === 'passed' ? 'good' : state === 'failed' ? 'bad' : ''}`}>{named('test', state)}</span>
        {state !== 'never' && test.last.bundle === 'draft' && <span class="soft small-text"> {t('bundle_draft')}</span>}
      </td>
      <td class="number">
        <button type="button" class="button small" disabled={busy} onClick={start}>
          <Icon name="play" size={14} />{t('run')}<span class="unseen"> {test.name}</span>
        </button>
      </td>
    </tr>
  );
}

function TestTable({tests, open, start, busy}: {tests: readonly TestBrief[]; open: (test: TestRef) => void;
                                                  start: (test: TestRef) => void; busy: boolean}) {
  return (
    <table class="table">
      <thead>
        <tr><th scope="col">{t('test')}</th><th scope="col">{t('channel')}</th><th scope="col" class="number">{t('runs')}</th>
          <th scope="col">{t('last_result')}</th><th scope="col"><span class="unseen">{t('run')}</span></th></tr>
      </thead>
      <tbody>
        {tests.map(test => <Row key={`${test.folder} ${test.name}`} test={test} busy={busy}
                                open={() => open({folder: test.folder, name: test.name})}
                                start={() => start({folder: test.folder, name: test.name})} />)}
      </tbody>
    </table>
  );
}

type Shown = 'all' | 'saved' | 'failed';
const shownKinds: readonly Shown[] = ['all', 'saved', 'failed'];

export default function Uji() {
  const [bundle, setBundle] = useState<Bundle>('live');
  const [sought, setSought] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const [opened, setOpened] = useState<TestRef | null>(null);
  useEffect(() => { void list.load(); }, []);
  const known = list.now.value;
  const running = run.now.value, checked = checking.now.value;
  const busy = running.state === 'running';
  const start = (chosen?: TestRef[]) => void run.start(() => api.runTests(bundle, chosen)).then(() => list.load());
  const tests = known.state === 'ready' ? known.value.tests : [];
  const matching = useMemo(() => tests.filter(test =>
    (shown === 'all' || (shown === 'saved' ? test.folder === 'saved' : test.last.state === 'failed'))
    && `${test.title} ${test.name}`.toLowerCase().includes(sought.toLowerCase())), [tests, shown, sought]);
  return (
    <div class="sheet">
      <div class="head">
        <div><h1>{t('screen_uji')}</h1><p class="soft">{t('uji_about')}</p></div>
        <Choice label={t('bundle')} hiddenLabel value={bundle} choose={value => setBundle(value === 'draft' ? 'draft' : 'live')}
                choices={[{value: 'live', label: t('bundle_live')}, {value: 'draft', label: t('bundle_draft')}]} />
        <button type="button" class="button" disabled={checked.state === 'running'}
                onClick={() => void checking.start(() => api.check(bundle))}><Icon name="check" />{t('check')}</button>
        <button type="button" class="button main" disabled={busy} onClick={() => start()}><Icon name="play" />{t('run_all')}</button>
      </div>
      {running.state === 'running' && <Progress job={running.job} cancel={() => run.cancel()} />}
      {running.state === 'running' && running.job && <Results failures={running.job.progress.failures} open={setOpened} />}
      {running.state === 'failed' && <Failure message={running.message} />}
      {running.state === 'done' && (
        <>
          <p class={`notice ${running.result.failed ? 'bad' : 'good'}`} role="status">
            <span>{t('run_result', {passed: running.result.passed, failed: running.result.failed})}</span>
            <button type="button" class="button quiet small" aria-label={t('close')} onClick={() => run.forget()}><Icon name="close" size={16} /></button>
          </p>
          <Results failures={running.result.results.filter(one => one.state === 'failed')} open={setOpened} />
        </>
      )}
      <CheckView work={checked} close={() => checking.forget()} cancel={() => checking.cancel()} />
      <section class="card scroll-x">
        <header>
          <h2>{t('tests_count', {n: matching.length})}</h2>
          <div class="segments" role="group" aria-label={t('show')}>
            {shownKinds.map(kind => (
              <button type="button" key={kind} aria-pressed={shown === kind} onClick={() => setShown(kind)}>{named('shown', kind)}</button>
            ))}
          </div>
          <TextField label={t('search_tests')} hiddenLabel type="search" placeholder={t('search_tests')} value={sought}
                     onInput={event => setSought(event.currentTarget.value)} />
        </header>
        {known.state === 'waiting' && <Waiting />}
        {known.state === 'failed' && <div class="body"><Failure message={known.message} again={() => void list.load()} /></div>}
        {known.state === 'ready' && known.value.faults.length > 0 && <div class="body"><Findings findings={known.value.faults} /></div>}
        {known.state === 'ready' && (matching.length > 0
          ? <TestTable tests={matching} open={setOpened} start={test => start([test])} busy={busy} />
          : <Empty icon="test" title={t('no_tests_title')}><p>{t(shown === 'saved' ? 'no_tests_saved' : 'no_tests')}</p></Empty>)}
      </section>
      {opened && <TestDialog of={opened} author={tests.find(test => same(test, opened))?.author ?? ''}
                             run={() => start([opened])} changed={() => void list.load()} close={() => setOpened(null)} />}
    </div>
  );
}
