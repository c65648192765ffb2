/** What may stand in a path of configuration for a place that depends on the machine or the user. */
export interface PathPlaces {
  readonly home: string | undefined
  readonly localRules: string
  readonly localState: string
  readonly defaultRules: string
  readonly version: string
}

/** `~`, `__userstate__` and the like replaced by what they stand for. As in SpamAssassin `~name` is the same home as `~`. */
export function expandPath(path: string, places: PathPlaces): string {
  const home = places.home ?? ''
  return path
    .replaceAll('__local_rules_dir__', places.localRules)
    .replaceAll('__local_state_dir__', places.localState)
    .replaceAll('__def_rules_dir__', places.defaultRules)
    .replaceAll('__prefix__', '/usr')
    .replaceAll('__userstate__', `${home}/.spamassassin`)
    .replaceAll('__version__', places.version)
    .replace(/^~[^/]*/, home)
}
