import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { readConf } from '../../src/conf/read-conf.ts'
import type { SettingRows, SettingValues } from '../../src/conf/setting.ts'

/** What lines make of these rows, and what is said about the lines. */
export function readSettings<R extends SettingRows>(
  rows: R,
  text: string,
): { readonly values: SettingValues<R>; readonly messages: readonly string[] } {
  const said: Diagnostic[] = []
  const { conf } = readConf([{ file: 'test.cf', text }], {
    coreRows: [rows],
    plugins: new Map(),
    version: '4.000001',
    perlVersion: 5.036,
    localTestsOnly: true,
    hasFunction: () => false,
    expandPath: (path) => path,
    include: () => [],
    lang: 'en_US',
    report: (diagnostic) => said.push(diagnostic),
  })
  return { values: conf.of(rows), messages: said.map((diagnostic) => diagnostic.message) }
}

/** The key whose value was refused by each message, with the reason: `invalid report_safe`. */
export function refusals(messages: readonly string[]): readonly string[] {
  return messages.map((message) => message.replace(/^config: (invalid|missing) '(\w+)' value in .*$/, '$1 $2'))
}
