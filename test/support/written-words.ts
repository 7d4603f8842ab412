import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from 'vite';

/** Reads the words that people read or hear out of the sources: what is a table of both languages, and what is not. */

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export interface Found {
  /** `client/pages/app.tsx:12` */
  readonly at: string;
  readonly text: string;
}

/** What one language has at one place of a table. */
type Shape =
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'table'; readonly entries: ReadonlyMap<string, Shape> }
  | { readonly kind: 'list'; readonly items: readonly Shape[] };

export interface Table {
  readonly at: string;
  readonly zh: Shape;
  readonly en: Shape;
}

const root = join(import.meta.dirname, '../..');
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
const child = (node: Node, key: string): Node | null => (isNode(node[key]) ? node[key] : null);
const children = (node: Node, key: string): Node[] => (Array.isArray(node[key]) ? node[key].filter(isNode) : []);
const below = (node: Node): Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
/** What an identifier or a plain key is called. */
const nameOf = (node: Node | null): string => {
  const name = node?.['name'] ?? node?.['value'];
  return typeof name === 'string' ? name : '';
};

const hasLetters = (text: string) => /\p{L}/u.test(text);
const hasChinese = (text: string) => /\p{Script=Han}/u.test(text);

interface Source {
  readonly program: Node;
  readonly at: (node: Node) => string;
  /** Constants of the file's top, by name. */
  readonly constants: ReadonlyMap<string, Node>;
}

function read(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const { program } = parseSync(path, text);
  if (!isNode(program)) throw new Error(`${path} cannot be read`);
  const constants = new Map<string, Node>();
  for (const statement of children(program, 'body')) {
    const declared = statement.type === 'ExportNamedDeclaration' ? child(statement, 'declaration') : statement;
    for (const one of declared?.type === 'VariableDeclaration' ? children(declared, 'declarations') : []) {
      const init = child(one, 'init');
      if (init) constants.set(nameOf(child(one, 'id')), init);
    }
  }
  const at = ({ start }: Node) => `${relative(root, path)}:${text.slice(0, start).split('\n').length}`;
  return { program, at, constants };
}

const sourcesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => read(join(root, folder, name)));

/** What is only written around an expression for the type checker. */
const wrappers = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'ParenthesizedExpression']);

function shapeOf(node: Node | null, { constants }: Source): Shape {
  if (node === null) return { kind: 'text', texts: [] };
  const source = { constants } as Source;
  if (wrappers.has(node.type)) return shapeOf(child(node, 'expression'), source);
  if (node.type === 'Identifier') {
    const constant = constants.get(nameOf(node));
    return constant ? shapeOf(constant, source) : { kind: 'text', texts: [] };
  }
  if (node.type === 'ObjectExpression')
    return {
      kind: 'table',
      entries: new Map(
        children(node, 'properties').map((property) => [
          nameOf(child(property, 'key')),
          shapeOf(child(property, 'value'), source),
        ]),
      ),
    };
  if (node.type === 'ArrayExpression')
    return { kind: 'list', items: children(node, 'elements').map((item) => shapeOf(item, source)) };
  return { kind: 'text', texts: literalsIn(node) };
}

function literalsIn(node: Node): string[] {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : [];
  if (node.type === 'TemplateElement') return [(node['value'] as { cooked: string }).cooked];
  // What is compared is not said.
  if (node.type === 'BinaryExpression' && node['operator'] !== '+') return [];
  return below(node).flatMap(literalsIn);
}

const isTable = (node: Node) => {
  const keys =
    node.type === 'ObjectExpression' ? children(node, 'properties').map((one) => nameOf(child(one, 'key'))) : [];
  return keys.includes('zh') && keys.includes('en');
};

const isByLanguage = (node: Node) =>
  node.type === 'ConditionalExpression' && /"name":"zh"|"value":"zh"|"value":"en"/.test(JSON.stringify(node['test']));

/** Every table of both languages in the folder. */
export function tablesIn(folder: string): Table[] {
  return sourcesOf(folder).flatMap((source) => {
    const found: Table[] = [];
    const look = (node: Node) => {
      if (isTable(node)) {
        const of = (language: string) =>
          children(node, 'properties').find((one) => nameOf(child(one, 'key')) === language) ?? node;
        found.push({
          at: source.at(node),
          zh: shapeOf(child(of('zh'), 'value'), source),
          en: shapeOf(child(of('en'), 'value'), source),
        });
        return;
      }
      below(node).forEach(look);
    };
    look(source.program);
    return found;
  });
}

/** Where the two languages do not have the same words, in sentences. */
export function differences(zh: Shape, en: Shape, path: string): string[] {
  if (zh.kind === 'table' && en.kind === 'table')
    return [...new Set([...zh.entries.keys(), ...en.entries.keys()])].flatMap((key) => {
      const [inZh, inEn] = [zh.entries.get(key), en.entries.get(key)];
      if (!inZh || !inEn) return [`${path}.${key} is missing in ${inZh ? 'English' : 'Chinese'}`];
      return differences(inZh, inEn, `${path}.${key}`);
    });
  if (zh.kind === 'list' && en.kind === 'list' && zh.items.length === en.items.length)
    return zh.items.flatMap((item, index) => differences(item, en.items[index] ?? item, `${path}[${index}]`));
  return zh.kind === en.kind && zh.kind === 'text' ? [] : [`${path} is not of one shape in both languages`];
}

/** All texts of one language's side. */
export function textsOf(shape: Shape): string[] {
  if (shape.kind === 'text') return [...shape.texts];
  return (shape.kind === 'list' ? shape.items : [...shape.entries.values()]).flatMap(textsOf);
}

/** Attributes of elements that are read or heard. */
const saidAttributes = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'aria-placeholder',
  'alt',
  'title',
  'placeholder',
]);
/** The same of our own parts. */
const saidProps = new Set(['label', 'name', 'why', 'words', 'about']);
/** Calls that say or draw their arguments, and places that draw what is put into them. */
const sayingCalls = new Set(['announce', 'Notification', 'alert', 'confirm']);
const drawnMembers = new Set(['title', 'textContent', 'innerText', 'innerHTML', 'ariaLabel', 'placeholder']);

/** The literals that may become the expression's own value. */
function flowing(node: Node | null): string[] {
  if (node === null || isByLanguage(node)) return [];
  const of = (...keys: string[]) => keys.flatMap((key) => flowing(child(node, key)));
  if (wrappers.has(node.type)) return of('expression');
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return [...children(node, 'quasis').flatMap(literalsIn), ...children(node, 'expressions').flatMap(flowing)];
    case 'JSXExpressionContainer':
      return of('expression');
    case 'ConditionalExpression':
      return of('consequent', 'alternate');
    case 'LogicalExpression':
      return node['operator'] === '&&' ? of('right') : of('left', 'right');
    case 'BinaryExpression':
      return node['operator'] === '+' ? of('left', 'right') : [];
    case 'ArrayExpression':
      return children(node, 'elements').flatMap(flowing);
    case 'CallExpression': {
      // `[…].filter(Boolean).join(' · ')`
      const callee = child(node, 'callee');
      const isJoined =
        callee?.type === 'MemberExpression' && ['join', 'filter'].includes(nameOf(child(callee, 'property')));
      return isJoined ? flowing(child(callee, 'object')) : [];
    }
    default:
      return [];
  }
}

const isSaid = (attribute: Node, element: Node | null) => {
  const name = nameOf(child(attribute, 'name'));
  const isOurs = /^[A-Z]/.test(nameOf(element && child(element, 'name')));
  return saidAttributes.has(name) || (isOurs && saidProps.has(name));
};

/** Two words of a sentence, as no identifier, class or path is written. */
const isSentence = (text: string) => /^[A-Z][\p{L}’']*,? [\p{L}’']+/u.test(text.trim());

/** What of the file's top is written for its tables: a constant that is one language's side, a function that counts in it. */
function sidesOf({ program, constants }: Source): ReadonlySet<Node> {
  const named = new Set<string>();
  const look = (node: Node, isInTable: boolean) => {
    if (isInTable && node.type === 'Identifier') named.add(nameOf(node));
    for (const next of below(node)) look(next, isInTable || isTable(node));
  };
  look(program, false);
  const declared = children(program, 'body').filter(({ type }) => type === 'FunctionDeclaration');
  return new Set([
    ...[...constants].flatMap(([name, node]) => (named.has(name) ? [node] : [])),
    ...declared.filter((one) => named.has(nameOf(child(one, 'id')))),
  ]);
}

/** Words of the pages that are in no table: drawn, heard or kept to be said. */
export function hardCoded(folder: string): Found[] {
  return sourcesOf(folder).flatMap((source) => {
    const found: Found[] = [];
    const sides = sidesOf(source);
    const take = (node: Node, texts: readonly string[]) => {
      for (const text of texts) if (hasLetters(text)) found.push({ at: source.at(node), text: text.trim() });
    };
    const look = (node: Node, parent: Node | null) => {
      if (
        isTable(node) ||
        sides.has(node) ||
        isByLanguage(node) ||
        (node.type.startsWith('TS') && !wrappers.has(node.type))
      )
        return;
      const isThrown =
        node.type === 'ThrowStatement' ||
        child(node, 'callee')?.type === 'Super' ||
        (node.type === 'NewExpression' && nameOf(child(node, 'callee')).endsWith('Error'));
      if (isThrown || node.type === 'ImportDeclaration') return;
      const isElement = parent?.type === 'JSXElement' || parent?.type === 'JSXFragment';
      if (node.type === 'JSXText') take(node, [nameOf(node)]);
      else if (node.type === 'JSXExpressionContainer' && isElement) take(node, flowing(node));
      else if (node.type === 'JSXAttribute' && isSaid(node, parent)) take(node, flowing(child(node, 'value')));
      else if (sayingCalls.has(nameOf(child(node, 'callee')))) take(node, children(node, 'arguments').flatMap(flowing));
      else if (
        node.type === 'AssignmentExpression' &&
        drawnMembers.has(nameOf(child(child(node, 'left') ?? node, 'property')))
      )
        take(node, flowing(child(node, 'right')));
      else if (node.type === 'Literal' || node.type === 'TemplateElement')
        take(
          node,
          literalsIn(node).filter((text) => hasChinese(text) || isSentence(text)),
        );
      for (const next of below(node)) look(next, node);
    };
    look(source.program, null);
    return found;
  });
}
