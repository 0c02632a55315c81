#compdef perdure
# zsh completion of perdure: source <(perdure completion zsh)
_perdure() {
    local -a found
    found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
    if (( ${#found} )) && [[ -n ${found[1]} ]]; then
        compadd -- "${found[@]}"
    else
        _files
    fi
}
compdef _perdure perdure
