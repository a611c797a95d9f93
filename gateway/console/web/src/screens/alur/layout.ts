// Where the boxes and lines of a flow lie. Transitions between the same two states share a line and stack their labels.
import {Graph, layout} from '@dagrejs/dagre';
import type {Flow, FlowTransition} from '../../api/types';

export const box = {width: 196, height: 48};
const label = {width: 216, line: 26};
export const endState = 'end';

export interface Placed<T> { of: T; x: number; y: number; width: number; height: number }
export interface Line { from: string; to: string; transitions: FlowTransition[] }
export interface Drawn {
  width: number;
  height: number;
  boxes: Placed<string>[];
  lines: (Placed<Line> & {points: {x: number; y: number}[]})[];
}

function linesOf(flow: Flow): Line[] {
  const lines = new Map<string, Line>();
  for (const one of flow.transitions) {
    const key = `${one.from}\n${one.to}`;
    const line = lines.get(key) ?? {from: one.from, to: one.to, transitions: []};
    line.transitions.push(one);
    lines.set(key, line);
  }
  return [...lines.values()];
}

export function draw(flow: Flow): Drawn {
  const graph = new Graph();
  graph.setGraph({rankdir: 'TB', nodesep: 28, edgesep: 24, ranksep: 26, marginx: 8, marginy: 8});
  for (const state of flow.states) graph.setNode(state.name, {...box});
  graph.setNode(endState, {width: 96, height: 36});
  const lines = linesOf(flow);
  for (const line of lines)
    graph.setEdge(line.from, line.to, {width: label.width, height: label.line * line.transitions.length + 8, labelpos: 'c'});
  layout(graph);
  const size = graph.graph();
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    boxes: graph.nodes().map(name => ({of: name, ...graph.node(name)})),
    lines: lines.map(line => {
      const edge = graph.edge(line.from, line.to);
      return {of: line, x: edge.x, y: edge.y, width: edge.width, height: edge.height, points: edge.points};
    }),
  };
}
