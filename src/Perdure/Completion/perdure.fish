# fish completion of perdure: perdure completion fish > ~/.config/fish/completions/perdure.fish
function __perdure_complete
    set -l line (commandline -cp)
    set -l program (commandline -opc)[1]
    $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c perdure -a '(__perdure_complete)'
