import { asciiLower } from '../base/ascii.ts'
import { evalFunction, optional, type Plugin, text } from '../rules/plugin.ts'
import { because } from '../rules/scan.ts'
import { authenticationResults, authResSettings } from './authentication-results/results-of-scan.ts'

const check_authres_result = evalFunction({
  doc: 'The result of a method (`spf`, `dkim`, …) in Authentication-Results is this one, a pass before others; `missing` hits when there is none.',
  on: ['header'],
  args: [optional(text('method')), optional(text('result'))],
  run: (scan, method = '', wanted = '') => {
    const results = authenticationResults(scan).get(method)
    if (asciiLower(wanted) === 'missing') return because(scan, results === undefined, () => `nothing about ${method}`)
    const result = results?.find((one) => one.result === 'pass') ?? results?.[0]
    return because(
      scan,
      result !== undefined && result.result === asciiLower(wanted),
      () => `${method}=${result?.result}`,
    )
  },
})

/** Rules about what other servers wrote into Authentication-Results. */
export const authRes = {
  name: 'Mail::SpamAssassin::Plugin::AuthRes',
  settings: authResSettings,
  evals: { check_authres_result },
} as const satisfies Plugin
