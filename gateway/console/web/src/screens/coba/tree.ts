// The turns of a play form a tree: each knows its parent, and `head` is the one that is shown.
import type {PlayNode} from '../../api/types';

export function pathTo(nodes: readonly PlayNode[], head: string): PlayNode[] {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const path: PlayNode[] = [];
  for (let node = byId.get(head); node; node = byId.get(node.parent)) path.push(node);
  return path.reverse();
}

export interface Twig {
  node: PlayNode;
  depth: number;  // how many forks lie between the start and this turn
  onPath: boolean;
}

// Depth first, a straight line of turns at one depth: what is tried after a fork stands further in.
export function twigs(nodes: readonly PlayNode[], head: string): Twig[] {
  const children = new Map<string, PlayNode[]>();
  for (const node of nodes) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  const path = new Set(pathTo(nodes, head).map(node => node.id));
  const list: Twig[] = [];
  const roots = nodes.filter(node => node.kind === 'start');
  const stack = roots.map(node => ({node, depth: 0}));
  for (let top = stack.pop(); top; top = stack.pop()) {
    list.push({...top, onPath: path.has(top.node.id)});
    const next = children.get(top.node.id) ?? [];
    const [first, ...others] = next;
    const {depth} = top;
    // The first try goes on at this depth and is listed last, so that forks stand right below where they part.
    if (first) stack.push({node: first, depth});
    for (const other of others.reverse()) stack.push({node: other, depth: depth + 1});
  }
  return list;
}
