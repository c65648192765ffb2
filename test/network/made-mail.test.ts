import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ruleSettings } from '../../src/rules/rule-settings.ts'
import { createEngine } from '../../src/scan/engine.ts'
import { startZoneServer } from '../support/dns-server.ts'
import { MADE_SETTINGS, makeMail } from './made-mail.ts'
import { askSpamAssassin, hasNetworkTests } from './spamassassin-with-network.ts'

// Messages made for each rule of the network, under the stock rules: SpamAssassin and Assay must answer the same.

/** What only others can answer (Razor, Pyzor, DCC), and what SpamAssassin 4.0.1 never finds whatever is asked. */
const NEVER = new Set([
  ...['PYZOR_CHECK', 'RAZOR2_CHECK', 'RAZOR2_CF_RANGE_51_100', 'DIGEST_MULTIPLE', 'FSL_BULK_SIG'],
  // Addresses of name servers are looked up for rules with `tflags a` alone.
  ...['URIBL_SBL', 'URIBL_CSS', 'URIBL_ZEN_BLOCKED', 'URIBL_ZEN_BLOCKED_OPENDNS'],
  // Functions that are kept for old rules, and are always false.
  ...['DKIM_POLICY_SIGNSOME', 'DKIM_POLICY_TESTING'],
  'END_FUTURE_EMAILS', // wants a message whose signatures could not be looked at
])

describe.skipIf(!hasNetworkTests)('made messages', { timeout: 600_000 }, async () => {
  if (!hasNetworkTests) return
  const { messages, zone } = await makeMail()
  const server = await startZoneServer(zone)
  const folder = mkdtempSync(path.join(tmpdir(), 'made-mail-'))
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })
  const cf = `dns_available yes\ndns_server 127.0.0.1:${server.port}\nuse_bayes 0\n${MADE_SETTINGS}`
  const cfFile = path.join(folder, 'site.cf')
  writeFileSync(cfFile, cf)

  test('SpamAssassin and Assay agree, and every rule of the network hits and misses', async () => {
    const files = [...messages].map(([name, text]) => {
      const file = path.join(folder, name.replaceAll(' ', '-'))
      writeFileSync(file, text, 'latin1')
      return [file, text] as const
    })
    const theirs = await askSpamAssassin(
      files.map(([file]) => file),
      { cf: cfFile, port: server.port },
    )
    const engine = await createEngine({ userPreferences: false, cf: cf.split('\n'), pre: [], localOnly: false })
    const book = engine.site.conf.of(ruleSettings).rules.rules
    const counts = new Map<string, number>()
    for (const [file, text] of files) {
      const { verdict, scan } = await engine.examine(Buffer.from(text, 'latin1'), { explain: true })
      const rules = [...verdict.hits.map(({ rule }) => rule), ...verdict.subtests].sort()
      const { hits = [], subtests = [], score } = theirs.get(file) ?? {}
      expect({ file, rules, score: verdict.score.toFixed(3) }).toEqual({
        ...{ file, rules: [...hits, ...subtests].sort(), score: score?.toFixed(3) },
      })
      // Whoever asks why is told of every function and look-up, what it found.
      const unexplained = scan.rulesHit.filter((rule) => {
        const type = book.get(rule)?.type ?? 'empty'
        if (type !== 'eval' && type !== 'empty') return false
        return scan.evidenceOf(rule).length + (scan.reasons?.get(rule)?.facts.length ?? 0) === 0
      })
      expect([file, unexplained]).toEqual([file, []])
      for (const rule of new Set(rules)) counts.set(rule, (counts.get(rule) ?? 0) + 1)
    }
    const rules = engine.ruleset.facts.filter(({ tflags }) => tflags.has('net')).map(({ name }) => name)
    expect(rules.filter((rule) => !counts.has(rule) && !NEVER.has(rule))).toEqual([])
    expect(rules.filter((rule) => counts.get(rule) === files.length)).toEqual([])
  })
})
