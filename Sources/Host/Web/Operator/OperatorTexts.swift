/// The words of the operator's table in the reader's language.
struct OperatorTexts {
    let catalogue: Catalogue
    let canSwitch: Bool

    func kind(_ kind: TenantKind) -> String { catalogue["kinds.\(kind.rawValue)"] }

    /// A line of an impact: the catalogue's text with its figures, or the line's own words.
    func line(_ line: ToggleImpact.Line) -> JSONValue {
        var text = catalogue.find("impact.\(line.key)") ?? line.key
        for (name, value) in line.values { text = text.replacing("{{\(name)}}", with: value) }
        return ["text": .string(text), "weight": .string(line.weight.rawValue == "blocking" ? "danger" : line.weight.rawValue)]
    }
}
