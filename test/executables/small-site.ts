import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A directory with a small configuration that SpamAssassin and we can both be started on, as its own tests lay one out. */
export interface SmallSite {
  readonly folder: string
  remove(): void
}

const PLUGINS = ['Check', 'HeaderEval', 'BodyEval', 'HTMLEval', 'MIMEEval', 'WLBLEval', 'MIMEHeader']

const RULES = `
required_score 5
report_safe 0
report Content preview:  _PREVIEW_
report
report Content analysis details:   (_SCORE_ points, _REQD_ required)
report
report _SUMMARY_
add_header all Level _STARS(*)_
add_header all Status "_YESNO_, score=_SCORE_ required=_REQD_ tests=_TESTS_ autolearn=_AUTOLEARN_ version=_VERSION_"
add_header spam Flag _YESNOCAPS_
add_header all Checker-Version "SpamAssassin _VERSION_ (_SUBVERSION_) on host"
use_bayes 0
util_rb_tld com net org example
lang en describe TEST_SUBJECT Subject says test
header TEST_SUBJECT Subject =~ /test/i
score TEST_SUBJECT 1.5
describe TEST_SUBJECT Subject says test
body CASINO /\\bcasino\\b/i
score CASINO 3.25
describe CASINO Speaks of a casino
body __MONEY /\\bmoney\\b/i
uri PILL_URI /pills\\.example/
score PILL_URI 2
describe PILL_URI Link to pills
meta RICH (__MONEY && CASINO)
score RICH 1.1
describe RICH Money and a casino
rawbody RAW_SCRIPT /<script/i
score RAW_SCRIPT 0.5
describe RAW_SCRIPT Holds a script
full LONG_LINE /[a-z]{300}/
score LONG_LINE 0.25
describe LONG_LINE A long line
header __HAS_TO exists:To
header NO_TO eval:check_for_missing_to_header()
score NO_TO 1
describe NO_TO Missing To header
`

/** Makes one; `localrules`, `siterules` and `user.cf` in it are what options name. */
export function smallSite(name: string): SmallSite {
  const folder = mkdtempSync(path.join(tmpdir(), `assay-${name}-`))
  mkdirSync(path.join(folder, 'localrules'))
  mkdirSync(path.join(folder, 'siterules'))
  mkdirSync(path.join(folder, 'home'))
  const plugins = PLUGINS.map((plugin) => `loadplugin Mail::SpamAssassin::Plugin::${plugin}\n`).join('')
  writeFileSync(path.join(folder, 'siterules', 'init.pre'), plugins)
  writeFileSync(path.join(folder, 'localrules', '10_rules.cf'), RULES)
  writeFileSync(path.join(folder, 'user.cf'), '')
  for (const [file, text] of Object.entries(MESSAGES)) writeFileSync(path.join(folder, file), text)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The same once more, for the other program. */
export function twinOf(site: SmallSite): SmallSite {
  const folder = `${site.folder}-twin`
  if (!existsSync(folder)) cpSync(site.folder, folder, { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const HAM = `Return-Path: <a@example.com>
Received: from a.example.com (a.example.com [192.0.2.7]) by mx.example.org with ESMTP id 1; Tue, 3 Nov 2026 10:00:00 +0000
From: Ann <a@example.com>
To: jo@example.org
Subject: Lunch
Date: Tue, 3 Nov 2026 10:00:00 +0000
Message-Id: <ham@example.com>

Shall we have lunch?
`
const SPAM = `Return-Path: <b@example.net>
From: Bob <b@example.net>
Subject: A test
Date: Tue, 3 Nov 2026 10:00:00 +0000
Message-Id: <spam@example.net>

Money from the CASINO: http://pills.example/now
`
const MARKED = SPAM.replace('Subject:', 'X-Spam-Flag: YES\nX-Spam-Status: Yes, score=9\nSubject:')

const MESSAGES: Readonly<Record<string, string>> = {
  'ham.eml': HAM,
  'spam.eml': SPAM,
  'marked.eml': MARKED,
  'empty.eml': '',
  'crlf.eml': HAM.replaceAll('\n', '\r\n'),
  'nobody.eml': HAM.slice(0, HAM.indexOf('\n\n') + 1),
  'two.mbox': `From a@example.com Tue Nov  3 10:00:00 2026\n${HAM}\nFrom b@example.net Tue Nov  3 10:00:01 2026\n${SPAM}\n`,
}
