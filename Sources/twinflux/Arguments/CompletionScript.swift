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

  private static func words(_ words: [String]) -> String { words.joined(separator: " ") }

  private static var bashScript: String {
    let cases = CommandName.allCases.map { name in
      let options = words(name.declaration.availableOptions.map(\.spelling))
      return "    '\(name.rawValue)') options='\(options)' ;;"
    }
    let families = CommandName.families.map { family in
      let members = words(CommandName.members(of: family).map(\.ownName))
      return "    \(family)) members='\(members)'; command=\"\(family) ${COMP_WORDS[2]}\" ;;"
    }
    return """
      _twinflux() {
        local current="${COMP_WORDS[COMP_CWORD]}" command="${COMP_WORDS[1]}" members='' options=''
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W '\(words(CommandName.firstWords))' -- "$current"))
          return
        fi
        case "$command" in
      \(families.joined(separator: "\n"))
        esac
        if [ -n "$members" ] && [ "$COMP_CWORD" -eq 2 ]; then
          COMPREPLY=($(compgen -W "$members" -- "$current"))
          return
        fi
        case "$command" in
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
    var lines = [
      "complete -c twinflux -n __fish_use_subcommand -f -a '\(words(CommandName.firstWords))'"
    ]
    for family in CommandName.families {
      let members = words(CommandName.members(of: family).map(\.ownName))
      lines.append(
        "complete -c twinflux -n '__fish_seen_subcommand_from \(family); "
          + "and not __fish_seen_subcommand_from \(members)' -f -a '\(members)'")
    }
    for name in CommandName.allCases {
      let seen = (name.family.map { [$0] } ?? []) + [name.ownName]
      let condition = seen.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      for option in name.declaration.availableOptions {
        var line = "complete -c twinflux -n '\(condition)'"
        line += " -\(option.name.count == 1 ? "s" : "l") \(option.name)"
        if option.valueName != nil { line += option.isFile ? " -r -F" : " -x" }
        if !option.choices.isEmpty { line += " -a '\(words(option.choices))'" }
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
