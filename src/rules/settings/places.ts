import type { Conf } from '../../conf/conf.ts'
import { expandPath, type PathPlaces } from '../../conf/expand-path.ts'
import { type SettingRows, setting } from '../../conf/setting.ts'
import { custom } from '../../conf/setting-types.ts'

/** Where things are on this machine: what stands for `__def_rules_dir__` and the like in paths, and more. */
export interface Places extends PathPlaces {
  /** Directories that may hold files that come with the rules (`languages`), the first one that does wins. */
  readonly support: readonly string[]
}

const NOWHERE: Places = {
  home: undefined,
  localRules: '',
  localState: '',
  defaultRules: '',
  version: '',
  support: [],
}

/** A slot that no line sets: the places, for plugins that read files. */
export function placeRows(places: Places) {
  const type = custom<Places>('places', (current) => current)
  return {
    places: setting(type, { default: () => places, scope: 'site', command: false, doc: 'Where files are looked for.' }),
  } as const satisfies SettingRows
}

/** The same, for whoever reads the slot: a configuration read without any has no places. */
export const placeSettings = placeRows(NOWHERE)

/** The places that the configuration was read with. */
export function placesOf(conf: Conf): Places {
  return conf.of(placeSettings).places ?? NOWHERE
}

/** A path of a rule or setting with `~`, `__local_rules_dir__` and the like replaced (sed_path). */
export function placedPath(conf: Conf, path: string): string {
  return expandPath(path, placesOf(conf))
}
