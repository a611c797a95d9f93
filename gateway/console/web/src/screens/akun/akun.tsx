// Akun: who may sign in, in which role; and the record of what was looked at.
import {useEffect, useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {Account, AuditEntry} from '../../api/types';
import {Choice} from '../../parts/field';
import {Icon} from '../../parts/icon';
import {resource} from '../../parts/loaded';
import {Empty, Failure, Waiting} from '../../parts/states';
import {Tabs} from '../../parts/tabs';
import {tell} from '../../parts/toasts';
import {myName, roles} from '../../session';
import {dayAndTime, named, t} from '../../words/words';
import {AddDialog, PasswordDialog, RemoveDialog, type Issued} from './dialogs';

const accounts = resource(api.accounts);
const audit = resource(api.audit);

const doing = (work: Promise<unknown>) => work.then(() => {}, (error: unknown) => tell(messageOf(error), 'bad')).then(() => accounts.load());

function Row({account, issue, remove}: {account: Account; issue: (issued: Issued) => void; remove: () => void}) {
  const {name, role, disabled} = account;
  const mine = name === myName();
  const reset = () => doing(api.resetAccount(name).then(made => issue({name, password: made.one_time_password})));
  return (
    <tr>
      <td><b>{name}</b> {mine && <span class="soft small-text">{t('you')}</span>}</td>
      <td><Choice label={t('role_of', {name})} hiddenLabel value={role} disabled={mine} choices={roles.map(value => ({value, label: named('role', value)}))}
                  choose={value => void doing(api.changeAccount(name, {role: roles.find(one => one === value) ?? role}))} /></td>
      <td>
        <span class={`badge ${disabled ? 'bad' : account.one_time_password ? 'warn' : 'good'}`}>
          {t(disabled ? 'account_disabled' : account.one_time_password ? 'account_one_time' : 'account_active')}
        </span>
      </td>
      <td>{account.last_sign_in ? dayAndTime(account.last_sign_in) : t('never')}</td>
      <td>
        <div class="row end">
          <button type="button" class="button small" disabled={mine} onClick={() => void reset()}>{t('reset')}<span class="unseen"> {name}</span></button>
          <button type="button" class="button small" disabled={mine} onClick={() => void doing(api.changeAccount(name, {disabled: !disabled}))}>
            {t(disabled ? 'enable' : 'disable')}<span class="unseen"> {name}</span>
          </button>
          <button type="button" class="button small danger" disabled={mine} onClick={remove}>{t('remove')}<span class="unseen"> {name}</span></button>
        </div>
      </td>
    </tr>
  );
}

function Accounts({issue}: {issue: (issued: Issued) => void}) {
  const [removing, setRemoving] = useState('');
  const now = accounts.now.value;
  if (now.state === 'waiting') return <Waiting />;
  if (now.state === 'failed') return <Failure message={now.message} again={() => void accounts.load()} />;
  return (
    <section class="card scroll-x">
      <table class="table middle">
        <thead>
          <tr><th scope="col">{t('account_name')}</th><th scope="col">{t('role')}</th><th scope="col">{t('status')}</th>
            <th scope="col">{t('last_sign_in')}</th><th scope="col"><span class="unseen">{t('account')}</span></th></tr>
        </thead>
        <tbody>
          {now.value.accounts.map(one => <Row key={one.name} account={one} issue={issue} remove={() => setRemoving(one.name)} />)}
        </tbody>
      </table>
      {removing && <RemoveDialog name={removing} close={() => setRemoving('')} remove={() => doing(api.removeAccount(removing))} />}
    </section>
  );
}

// What a row is about: the gateway writes "message 12", "version 3", "draft", or a name.
const aboutOf = ({what, about}: AuditEntry) =>
  (/^(unmasked|published|went_back|draft_)/.test(what) ? about.replace(/^\w+/, word => named('about', word)) : about);
// Of a new account the role is kept.
const reasonOf = ({what, reason}: AuditEntry) => (what === 'account_added' ? named('role', reason) : reason);

function Audit() {
  useEffect(() => { void audit.load(); }, []);
  const now = audit.now.value;
  if (now.state === 'waiting') return <Waiting />;
  if (now.state === 'failed') return <Failure message={now.message} again={() => void audit.load()} />;
  if (!now.value.entries.length) return <section class="card"><Empty icon="eye" title={t('audit_empty_title')}><p>{t('audit_empty')}</p></Empty></section>;
  return (
    <section class="card scroll-x">
      <table class="table">
        <thead>
          <tr><th scope="col">{t('when')}</th><th scope="col">{t('by')}</th><th scope="col">{t('what_done')}</th>
            <th scope="col">{t('about')}</th><th scope="col">{t('reason')}</th></tr>
        </thead>
        <tbody>
          {now.value.entries.map((one, at) => (
            <tr key={at}><td class="nowrap">{dayAndTime(one.at)}</td><td>{one.who}</td><td>{named('audit', one.what)}</td><td>{aboutOf(one)}</td><td>{reasonOf(one)}</td></tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type View = 'accounts' | 'audit';

export default function Akun() {
  const [view, setView] = useState<View>('accounts');
  const [adding, setAdding] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  useEffect(() => { void accounts.load(); }, []);
  return (
    <div class="sheet">
      <div class="head">
        <div><h1>{t('screen_akun')}</h1><p class="soft">{t('akun_about')}</p></div>
        <button type="button" class="button main" onClick={() => setAdding(true)}><Icon name="plus" />{t('account_add')}</button>
      </div>
      <Tabs label={t('screen_akun')} chosen={view} choose={setView}
            tabs={[{name: 'accounts', label: t('accounts')}, {name: 'audit', label: t('audit')}]}>
        {view === 'accounts' ? <Accounts issue={setIssued} /> : <Audit />}
      </Tabs>
      {adding && <AddDialog close={() => setAdding(false)} added={made => {
        setAdding(false);
        setIssued(made);
        void accounts.load();
      }} />}
      {issued && <PasswordDialog issued={issued} close={() => setIssued(null)} />}
    </div>
  );
}
