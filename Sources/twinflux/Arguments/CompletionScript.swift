/// Completion scripts for the common shells, made from the declarations.
enum CompletionScript: String, CaseIterable {
  case bash, zsh, fish

  var text: String {
    switch self {
    case .bash: Self.bashScript
    // zsh runs bash's completion functions once it is asked to.
    case .zsh: "autoload -U +X bashcompinit && bashcompinit\n" + Self.bashScript
    case .fish: Self.fishScript
    }
  }

  private static var commands: String { CommandName.names.joined(separator: " ") }

  private static var bashScript: String {
    let cases = CommandName.allCases.map { name in
      let options = name.declaration.availableOptions.map(\.spelling).joined(separator: " ")
      return "    \(name.rawValue)) options='\(options)' ;;"
    }
    return """
      _twinflux() {
        local current="${COMP_WORDS[COMP_CWORD]}" options=''
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W '\(commands)' -- "$current"))
          return
        fi
        case "${COMP_WORDS[1]}" in
      \(cases.joined(separator: "\n"))
        esac
        case "$current" in
          -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
          *) COMPREPLY=($(compgen -f -- "$current")) ;;
        esac
      }
      complete -o filenames -F _twinflux twinflux

      """
  }

  private static var fishScript: String {
    var lines = ["complete -c twinflux -n __fish_use_subcommand -f -a '\(commands)'"]
    for name in CommandName.allCases {
      for option in name.declaration.availableOptions {
        var line = "complete -c twinflux -n '__fish_seen_subcommand_from \(name.rawValue)'"
        line += " -\(option.name.count == 1 ? "s" : "l") \(option.name)"
        if option.valueName != nil { line += option.isFile ? " -r -F" : " -x" }
        if !option.choices.isEmpty { line += " -a '\(option.choices.joined(separator: " "))'" }
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
