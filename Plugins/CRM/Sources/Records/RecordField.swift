/// A field of a record: its name, what it may hold, and whether a record must have it.
struct RecordField: Sendable {
    let name: String
    let kind: FieldKind
    let isRequired: Bool

    init(_ name: String, _ kind: FieldKind, isRequired: Bool = false) { (self.name, self.kind, self.isRequired) = (name, kind, isRequired) }
}
