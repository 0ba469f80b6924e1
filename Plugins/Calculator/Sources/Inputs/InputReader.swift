import PluginKit

/// Reads fields that came as texts, from a query, JSON or a table's row, and collects every fault in place of ending at the first. Pure.
struct InputReader: Sendable {
    private var texts: [String: String]
    private let shared: [String: String]
    /// At most `FieldFault.told`, the first ones.
    private(set) var faults: [FieldFault] = []
    private var faultsLeftOut = 0
    /// Of all faults, those included that are only counted.
    var faultCount: Int { faults.count + faultsLeftOut }

    /// `shared` stands in for what a row leaves out.
    init(_ texts: [String: String], shared: [String: String] = [:]) { (self.texts, self.shared) = (texts, shared) }

    /// The text of a field, nil if it is absent or blank.
    func text(_ name: String) -> String? { Self.given(texts[name]) ?? Self.given(shared[name]) }

    /// Notes a fault.
    mutating func fault(_ field: String, expected: String, kind: FieldFault.Kind = .other) {
        add([FieldFault(field, found: text(field), expected: expected, kind: kind)])
    }

    /// The number of a field; `fallback` or the field's standard where it is absent. What is missing or wrong is noted, and nil.
    mutating func number(_ field: NumberField, or fallback: String? = nil, hint: String = "") -> DoubleDouble? {
        guard let text = text(field.name) ?? fallback ?? field.standard, let value = field.read(text) else {
            fault(
                field.name, expected: field.expectation + hint, kind: .number(least: field.minimum, most: field.maximum, unit: field.unit))
            return nil
        }
        return value
    }

    /// The number of a field if it is given. What is wrong is noted, and nil.
    mutating func numberIfGiven(_ field: NumberField) -> DoubleDouble? { text(field.name) == nil ? nil : number(field) }

    /// A percentage as a share of one.
    mutating func share(_ field: NumberField) -> DoubleDouble? { number(field).map { $0 / DoubleDouble(100) } }

    /// A whole number.
    mutating func whole(_ field: NumberField) -> Int? { number(field).map { Int($0.double) } }

    /// One of some words; the first is the standard.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String, Choice.AllCases == [Choice] {
        guard let text = text(name) else { return Choice.allCases[0] }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            fault(name, expected: "one of \(words.joined(separator: ", "))", kind: .choice(words))
            return nil
        }
        return choice
    }

    /// A list with commas; `standard` where it is absent. What is wrong is noted, and nil.
    mutating func list(_ name: String, of field: NumberField, atMost count: Int, standard: [DoubleDouble]) -> [DoubleDouble]? {
        guard let text = text(name) else { return standard }
        let values = text.split(separator: ",").map { field.read(String($0.filter { !$0.isWhitespace })) }
        guard (1...count).contains(values.count), !values.contains(nil) else {
            let kind = FieldFault.Kind.list(count: count, least: field.minimum, most: field.maximum, unit: field.unit)
            fault(name, expected: "1 to \(count) of: \(field.expectation)", kind: kind)
            return nil
        }
        return values.compactMap { $0 }
    }

    /// A reader of the same fields with nothing noted.
    func forgettingFaults() -> InputReader {
        var other = self
        (other.faults, other.faultsLeftOut) = ([], 0)
        return other
    }

    /// The same fields with some set.
    func setting(_ more: [String: String]) -> InputReader {
        var other = self
        other.texts.merge(more) { _, new in new }
        return other
    }

    /// Notes faults found elsewhere.
    mutating func add(_ more: [FieldFault]) {
        let noted = more.prefix(FieldFault.told - faults.count)
        faults += noted
        faultsLeftOut += more.count - noted.count
    }

    /// Notes every field that nobody reads: a slip in a name must not pass for a standard value.
    mutating func refuseUnknown(_ known: Set<String>) {
        let unknown = texts.keys.filter { !known.contains($0) }.sorted()
        guard !unknown.isEmpty else { return }
        let expected = "one of the fields \(known.sorted().joined(separator: ", "))"
        let noted = unknown.prefix(FieldFault.told - faults.count)
        faults += noted.map { FieldFault($0, found: texts[$0], expected: expected) }
        faultsLeftOut += unknown.count - noted.count
    }

    private static func given(_ text: String?) -> String? {
        guard let bare = text?.trimmingSpaces, !bare.isEmpty else { return nil }
        return bare
    }
}
