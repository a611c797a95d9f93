// Every route of the console's API, once.
import {get, post, put, remove} from './client';
import type * as is from './types';

const q = encodeURIComponent;

// Signing in, accounts
export const session = () => get<is.Session>('session');
export const signIn = (name: string, password: string) => post<is.Session>('sign-in', {name, password});
export const changePassword = (old: string, fresh: string) => post<is.Session>('password', {old, new: fresh});
export const signOut = () => post<object>('sign-out');
export const accounts = () => get<{accounts: is.Account[]}>('accounts');
export const addAccount = (name: string, role: is.Role) =>
  post<{name: string; one_time_password: string}>('accounts', {name, role});
export const changeAccount = (name: string, change: {role?: is.Role; disabled?: boolean}) =>
  put<is.Account>(`accounts/${q(name)}`, change);
export const resetAccount = (name: string) => post<{one_time_password: string}>(`accounts/${q(name)}/reset`);
export const removeAccount = (name: string) => remove<object>(`accounts/${q(name)}`);
export const audit = () => get<{entries: is.AuditEntry[]}>('audit');

// Plays
export type Progress = Pick<is.Play, 'nodes' | 'head' | 'now' | 'handsets' | 'faults' | 'timers'>;
export const world = () => get<is.World>('world');
export const plays = () => get<{plays: is.PlayBrief[]}>('plays');
export const play = (id: string) => get<is.Play>(`plays/${q(id)}`);
export const startPlay = (handsets: is.HandsetChoice[]) => post<is.Play>('plays', {handsets});
export const endPlay = (id: string) => remove<object>(`plays/${q(id)}`);
export const act = (id: string, action: is.Action) => post<Progress>(`plays/${q(id)}/actions`, action);
export const moveHead = (id: string, node: string) => post<Progress>(`plays/${q(id)}/head`, {node});
export const refreshPlay = (id: string) => post<is.Play>(`plays/${q(id)}/refresh`);
export const useHandsets = (id: string, handsets: is.HandsetChoice[]) =>
  post<is.Play>(`plays/${q(id)}/handsets`, {handsets});
export const why = (id: string, node: string, handset: number) =>
  get<is.Why>(`plays/${q(id)}/nodes/${q(node)}/why?handset=${handset}`);

// Flow diagrams
export const flows = (bundle: is.Bundle) => get<is.FlowList>(`flows?bundle=${bundle}`);
export const flow = (name: string, bundle: is.Bundle, play?: {id: string; handset: number}) =>
  get<is.Flow>(`flows/${q(name)}?bundle=${bundle}${play ? `&play=${q(play.id)}&handset=${play.handset}` : ''}`);
export const skeleton = (transition: string, bundle: is.Bundle, channel: is.Channel) =>
  post<is.Skeleton>('flows/skeleton', {transition, bundle, channel});

// Tests and check
export const tests = () => get<{tests: is.TestBrief[]; faults: is.Finding[]}>('tests');
export const test = ({folder, name}: is.TestRef) => get<is.TestRef & {text: string}>(`tests/${folder}/${q(name)}`);
export const proposeTest = (id: string, handset: number, title: string, exact: boolean) =>
  post<is.TestProposal>(`plays/${q(id)}/test`, {handset, title, exact});
export const saveTest = (name: string, text: string, replace: boolean) =>
  post<is.TestRef & {warnings: string[]}>('tests', {name, text, replace});
export const removeTest = (name: string) => remove<object>(`tests/saved/${q(name)}`);
export const runTests = (bundle: is.Bundle, chosen?: is.TestRef[]) =>
  post<is.Job<is.TestsRun>>('tests/run', chosen ? {bundle, tests: chosen} : {bundle});
export const check = (bundle: is.Bundle) => post<is.Job<is.CheckResult>>('check', {bundle});

// Knowledge, the draft and its versions
export const searchKnowledge = (text: string, channel: is.Channel, language: string, bundle: is.Bundle) =>
  post<is.Found>('knowledge/search', {text, channel, language, bundle});
export const knowledge = (bundle: is.Bundle) => get<is.KnowledgeList>(`knowledge?bundle=${bundle}`);
export const answer = (key: string, bundle: is.Bundle) => get<is.Answer>(`knowledge/answers/${q(key)}?bundle=${bundle}`);
export const reply = (key: string, bundle: is.Bundle) =>
  get<is.ReplyTexts>(`knowledge/replies/${q(key)}?bundle=${bundle}`);
export const title = (key: string, bundle: is.Bundle) =>
  get<is.TitleTexts>(`knowledge/titles/${q(key)}?bundle=${bundle}`);
export const labels = () => get<{labels: is.Label[]}>('labels');
export const measure = (ref: is.TextRef, text: string) => post<is.MeasuredText>('texts/measure', {ref, text});
export const draft = () => get<is.Draft>('draft');
export const writeText = (ref: is.TextRef, text: string, before: string | null) =>
  put<{draft: is.Draft}>('draft/texts', {ref, text, before});
export const addExample = (label: string, sentence: string, queued: number | null) =>
  post<is.Draft>('draft/examples', {label, sentence, from_queue: queued});
export const removeExample = (label: string, sentence: string) =>
  post<is.Draft>('draft/examples/remove', {label, sentence});
export const undoChange = (id: string) => post<is.Draft>('draft/undo', {id});
export const dropDraft = () => remove<object>('draft');
export const checkDraft = () => post<is.Job<is.DraftChecked>>('draft/check');
export const publish = (note: string) => post<is.Job<is.Published>>('draft/publish', {note});
export const versions = () => get<{served: number; versions: is.Version[]}>('versions');
export const version = (number: number) => get<is.Version & {files: is.FileDifference[]}>(`versions/${number}`);
export const serveVersion = (number: number) => post<{version: is.Version}>(`versions/${number}/serve`);
export const queue = () => get<{items: is.QueueItem[]; total: number}>('queue?most=100');
export const dismiss = (id: number) => post<object>(`queue/${id}/dismiss`);

// Real conversations
export const searchConversations = (sought: is.Sought) =>
  post<{found: is.FoundMessage[]; more: boolean}>('conversations/search', sought);
export const timeline = (id: number) => get<is.Timeline>(`conversations/messages/${id}`);
export const unmask = (id: number, reason: string) =>
  post<is.Timeline>(`conversations/messages/${id}/unmask`, {reason});

// Long work
export const job = <Result>(id: string) => get<is.Job<Result>>(`jobs/${q(id)}`);
export const cancelJob = <Result>(id: string) => post<is.Job<Result>>(`jobs/${q(id)}/cancel`);
