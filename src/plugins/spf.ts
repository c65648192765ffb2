import type { SpfResult } from '../auth/spf.ts'
import type { AddressList } from '../conf/address-list.ts'
import { type EvalFunction, evalFunction, type Plugin } from '../rules/plugin.ts'
import type { Scan } from '../rules/scan.ts'
import { addressListSettings } from '../rules/settings/address-lists.ts'
import { type SpfScope, spfResult, spfSender } from './auth/spf-results.ts'
import { spfSettings } from './auth/spf-settings.ts'
import { lookupHooks } from './dns/network.ts'

function resultTest(scope: SpfScope, wanted: SpfResult): EvalFunction {
  const whose = scope === 'helo' ? 'the HELO name' : 'the envelope sender'
  return evalFunction({
    doc: `SPF of ${whose} says ${wanted}.`,
    on: ['header'],
    args: [],
    run: async (scan) => {
      const rule = scan.currentRule
      const outcome = await spfResult(scan, scope)
      if (outcome?.result !== wanted) return false
      scan.explain(() => `${wanted} for ${scope === 'helo' ? 'the HELO name' : `"${spfSender(scan)}"`}`, rule)
      if (outcome.explanation !== undefined) {
        scan.note(`SPF failed: ${outcome.explanation.replace(/[ \t\n\r\f\v]+/g, ' ')}`, rule)
      }
      return true
    },
  })
}

function welcomeTest(doc: string, lists: (scan: Scan) => readonly AddressList[]): EvalFunction {
  return evalFunction({
    doc,
    on: ['header'],
    args: [],
    run: async (scan) => {
      const rule = scan.currentRule
      const sender = spfSender(scan)
      if (!sender || !lists(scan).some((list) => list.matches(sender))) return false
      const passes = (await spfResult(scan, 'mfrom'))?.result === 'pass'
      if (passes) scan.explain(() => `"${sender}"`, rule)
      return passes
    },
  })
}

const welcome = welcomeTest('The sender passes SPF and is in welcomelist_from_spf or welcomelist_auth.', (scan) => [
  scan.conf.of(spfSettings).welcomelist_from_spf,
  scan.conf.of(addressListSettings).welcomelist_auth,
])

const defaultWelcome = welcomeTest('The same for the lists that come with rules.', (scan) => [
  scan.conf.of(spfSettings).def_welcomelist_from_spf,
  scan.conf.of(addressListSettings).def_welcomelist_auth,
])

const check_spf_skipped_noenvfrom = evalFunction({
  doc: 'SPF cannot be checked, because the envelope sender is not known.',
  on: ['header'],
  args: [],
  run: (scan) => spfSender(scan) === undefined,
})

/** Whether hosts may send for who they say they are. */
export const spf = {
  name: 'Mail::SpamAssassin::Plugin::SPF',
  settings: spfSettings,
  features: ['has_check_for_spf_errors', 'has_check_spf_skipped_noenvfrom'],
  evals: {
    check_for_spf_pass: resultTest('mfrom', 'pass'),
    check_for_spf_neutral: resultTest('mfrom', 'neutral'),
    check_for_spf_none: resultTest('mfrom', 'none'),
    check_for_spf_fail: resultTest('mfrom', 'fail'),
    check_for_spf_softfail: resultTest('mfrom', 'softfail'),
    check_for_spf_permerror: resultTest('mfrom', 'permerror'),
    check_for_spf_temperror: resultTest('mfrom', 'temperror'),
    check_for_spf_helo_pass: resultTest('helo', 'pass'),
    check_for_spf_helo_neutral: resultTest('helo', 'neutral'),
    check_for_spf_helo_none: resultTest('helo', 'none'),
    check_for_spf_helo_fail: resultTest('helo', 'fail'),
    check_for_spf_helo_softfail: resultTest('helo', 'softfail'),
    check_for_spf_helo_permerror: resultTest('helo', 'permerror'),
    check_for_spf_helo_temperror: resultTest('helo', 'temperror'),
    check_spf_skipped_noenvfrom,
    check_for_spf_welcomelist_from: welcome,
    check_for_spf_whitelist_from: welcome,
    check_for_def_spf_welcomelist_from: defaultWelcome,
    check_for_def_spf_whitelist_from: defaultWelcome,
  },
  ...lookupHooks,
} as const satisfies Plugin
