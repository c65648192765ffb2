import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AddressMap } from '../src/conf/address-list.ts'
import { type Keyword, keywords } from '../src/conf/keywords.ts'
import type { Setting, SettingRows, SettingScope } from '../src/conf/setting.ts'
import { dnsSettings } from '../src/dns/settings.ts'
import { learnSettings } from '../src/learn/settings.ts'
import { allPlugins } from '../src/plugins/all.ts'
import { reportSettings } from '../src/report/settings.ts'
import { tagTable } from '../src/report/tags.ts'
import type { ArgumentType, Plugin } from '../src/rules/plugin.ts'
import { ruleSettings } from '../src/rules/rule-settings.ts'
import { coreSettings } from '../src/rules/settings/core-settings.ts'

// Writes docs/settings.md, docs/evals.md and docs/tags.md from the tables; `--check` only says whether they are up to date.

const DOCS = path.resolve(import.meta.dirname, '..', 'docs')
const HEAD = '<!-- Made by tools/docs.ts from the tables in src. Do not edit. -->'

const SCOPES: Readonly<Record<SettingScope, string>> = {
  site: 'site',
  user: 'user',
  'user-rules': 'user, where `allow_user_rules` is on',
}

/** A table row; a bar inside a cell would end it. */
function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableRow(head), tableRow(head.map(() => '---')), ...rows.map(tableRow)].join('\n')
}

const code = (text: string) => (text === '' ? '' : `\`${text}\``)
const ASSAY_ONLY = ' *Assay only.*'
const note = (pending: string | undefined) => (pending ? ` *Waits for: ${pending}.*` : '')

/** A default as a person would write it. */
function shownDefault(setting: Setting<unknown>): string {
  if (setting.slot !== undefined) return ''
  const value = setting.default()
  if (value === undefined || value === '') return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number' || typeof value === 'string') return String(value)
  if (value instanceof AddressMap) return value.patterns().join(' ')
  if (value instanceof Set || Array.isArray(value)) return [...value].join(' ')
  if (value instanceof Map) return [...value.keys()].join(' ')
  return ''
}

function settingsTable(rows: SettingRows): string {
  const commands = Object.entries(rows).filter(([, setting]) => setting.command)
  return table(
    ['setting', 'value', 'default', 'who', 'meaning'],
    commands.map(([name, setting]) => [
      [name, ...setting.aliases].map(code).join(', '),
      setting.type.name,
      code(shownDefault(setting)),
      SCOPES[setting.scope],
      setting.doc + (setting.assayOnly ? ASSAY_ONLY : '') + note(setting.pending),
    ]),
  )
}

function keywordsTable(): string {
  const rows: readonly Keyword[] = Object.values(keywords)
  return table(
    ['line', 'who', 'meaning'],
    rows.map((keyword) => [code(keyword.form), SCOPES[keyword.scope], keyword.doc]),
  )
}

function shortName(plugin: Plugin): string {
  return plugin.name.replace('Mail::SpamAssassin::Plugin::', '')
}

function settingsPage(): string {
  const groups: readonly (readonly [title: string, rows: SettingRows])[] = [
    ['Rules', ruleSettings],
    ...Object.entries(coreSettings).map(([title, rows]) => [title[0]?.toUpperCase() + title.slice(1), rows] as const),
    ['Reports and headers', reportSettings],
    ['Learning', learnSettings],
    ['DNS', dnsSettings],
    ...[...allPlugins]
      .filter((plugin) => Object.keys(plugin.settings).length > 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((plugin) => [`Plugin ${shortName(plugin)}`, plugin.settings] as const),
  ]
  const sections = groups.map(([title, rows]) => `## ${title}\n\n${settingsTable(rows)}`)
  const intro =
    'Every line that a `.cf` file, a `.pre` file or user preferences may hold. “Who” says whether users may write it ' +
    'too. A setting that waits for something is read and has no effect yet.'
  return `${[HEAD, '# Settings', intro, '## The language', keywordsTable(), ...sections].join('\n\n')}\n`
}

function shownArgument(argument: ArgumentType<unknown>): string {
  const shown = argument.rest ? `${argument.name}…` : argument.name
  return argument.optional ? `[${shown}]` : shown
}

function evalsPage(): string {
  const sections = [...allPlugins]
    .filter((plugin) => Object.keys(plugin.evals).length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((plugin) => {
      const rows = Object.entries(plugin.evals).map(([name, fn]) => [
        code(`${name}(${fn.args.map(shownArgument).join(', ')})`),
        fn.on.join(', '),
        fn.doc,
      ])
      const waits = plugin.pending ? `Waits for: ${plugin.pending}.\n\n` : ''
      return `## ${shortName(plugin)}\n\n${waits}${table(['function', 'in rules of type', 'hits when'], rows)}`
    })
  const intro = 'Functions for `eval:` rules, by the plugin that has to be loaded.'
  return `${[HEAD, '# Eval functions', intro, ...sections].join('\n\n')}\n`
}

function tagsPage(): string {
  const rows = [...tagTable]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, argument, doc, value, unset }) => [
      argument === undefined ? code(`_${name}_`) : `${code(`_${name}_`)}, ${code(`_${name}(${argument})_`)}`,
      doc,
      value || unset ? '' : 'until it is set the tag stays as it is',
    ])
  const intro =
    'What may stand in report templates and in `add_header`, `rewrite_header` and `subjprefix` lines. Rules and plugins ' +
    'set further tags: a named group of an expression, `(?<NAME>…)`, sets `_NAME_`.'
  return `${[HEAD, '# Tags', intro, table(['tag', 'value', ''], rows)].join('\n\n')}\n`
}

const pages = { 'settings.md': settingsPage(), 'evals.md': evalsPage(), 'tags.md': tagsPage() }
const check = process.argv.includes('--check')
const stale = Object.entries(pages).filter(([name, text]) => read(path.join(DOCS, name)) !== text)

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

for (const [name, text] of stale) {
  if (!check) writeFileSync(path.join(DOCS, name), text)
  console.log(check ? `docs/${name} is not up to date: run node tools/docs.ts` : `wrote docs/${name}`)
}
if (check && stale.length > 0) process.exitCode = 1
