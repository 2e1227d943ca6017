// The manifest's texts: package.json names each as %key%, package.nls.json has the English ones.

/** Where texts stand in package.json: for each a key and how to read and write it. Names of our own are no texts. */
function* places(manifest) {
  const at = (key, owner, name) => ({
    key,
    get: () => owner[name],
    set: (text) => {
      owner[name] = text;
    },
  });
  const short = (id) => id.replace(/^summnb\./, "");
  const { capabilities, contributes } = manifest;
  yield at("extension.description", manifest, "description");
  for (const [name, capability] of Object.entries(capabilities))
    yield at(`capability.${name}`, capability, "description");
  for (const command of contributes.commands) {
    yield at(`command.${short(command.command)}.title`, command, "title");
    yield at(`command.${short(command.command)}.shortTitle`, command, "shortTitle");
    yield at(`category.${slug(command.category)}`, command, "category");
  }
  yield* settings(contributes.configuration, at, short);
  for (const container of Object.values(contributes.viewsContainers).flat())
    yield at(`container.${container.id}.title`, container, "title");
  for (const view of Object.values(contributes.views).flat()) {
    yield at(`view.${short(view.id)}.name`, view, "name");
    yield at(`view.${short(view.id)}.contextualTitle`, view, "contextualTitle");
  }
  for (const [index, welcome] of contributes.viewsWelcome.entries())
    yield at(`welcome.${short(welcome.view)}.${index + 1}`, welcome, "contents");
  for (const notebook of contributes.notebooks)
    yield at(`notebook.${notebook.type}`, notebook, "displayName");
  for (const renderer of contributes.notebookRenderer)
    yield at(`renderer.${renderer.id}`, renderer, "displayName");
  for (const { id, aliases } of contributes.languages) yield at(`language.${id}`, aliases, 0);
  for (const walkthrough of contributes.walkthroughs) {
    const key = `walkthrough.${walkthrough.id}`;
    yield at(`${key}.title`, walkthrough, "title");
    yield at(`${key}.description`, walkthrough, "description");
    for (const step of walkthrough.steps) {
      yield at(`${key}.${step.id}.title`, step, "title");
      yield at(`${key}.${step.id}.description`, step, "description");
      yield at(`${key}.${step.id}.altText`, step.media, "altText");
    }
  }
}

function* settings({ properties }, at, short, prefix = "setting.") {
  for (const [id, setting] of Object.entries(properties)) {
    const key = `${prefix}${short(id)}`;
    for (const name of ["description", "markdownDescription"]) yield at(key, setting, name);
    for (const name of ["enumDescriptions", "markdownEnumDescriptions"])
      for (const index of (setting[name] ?? []).keys()) yield at(`${key}.${index + 1}`, setting[name], index);
    if (setting.properties) yield* settings(setting, at, short, `${key}.`);
  }
}

const slug = (text = "") => text.toLowerCase().replace(/[^a-z]+/g, "-");
const keyOf = (text) => /^%(.+)%$/.exec(text)?.[1];

/**
 * Moves texts that stand in the manifest itself to `texts`, in place; texts that nothing names any more leave.
 * @returns the new texts, in the manifest's order
 * @throws Error when a %key% has no text
 */
export function moveTexts(manifest, texts) {
  const moved = {};
  for (const { key, get, set } of places(manifest)) {
    const text = get();
    // The product's name is the same in every language.
    if (text === undefined || text === "summnb") continue;
    const known = keyOf(text);
    const english = known === undefined ? text : (texts[known] ?? moved[known]);
    if (english === undefined)
      throw new Error(`package.json names %${known}%, which package.nls.json lacks.`);
    const name = known ?? key;
    if (moved[name] !== undefined && moved[name] !== english)
      throw new Error(`package.json has two texts for ${name}: “${moved[name]}” and “${english}”.`);
    moved[name] = english;
    set(`%${name}%`);
  }
  return moved;
}
