import { MeshError } from '@mu-mesh/core';

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# mesh completion for bash: source <(mesh completion bash)
_mesh_complete() {
  local IFS=$'\\n'
  COMPREPLY=($(mesh complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _mesh_complete mesh
`,
  zsh: `#compdef mesh
# mesh completion for zsh: mesh completion zsh > "\${fpath[1]}/_mesh"
_mesh() {
  local -a found
  found=("\${(@f)$(mesh complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found[1]" ]]; then compadd -a found; else _files; fi
}
if [[ "$funcstack[1]" = "_mesh" ]]; then _mesh; else compdef _mesh mesh; fi
`,
  fish: `# mesh completion for fish: mesh completion fish > ~/.config/fish/completions/mesh.fish
function __mesh_complete
  set -l words (commandline -opc)
  set -l found (mesh complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
  if test -n "$found[1]"
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c mesh -f -a '(__mesh_complete)'
`,
};

/** The completion script of a shell. Throws USAGE for an unknown one. */
export function completionScript(shell: string): string {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined)
    throw new MeshError('USAGE', `there is no completion for \`${shell}\``, { hint: 'Choose bash, zsh or fish.' });
  return script;
}
