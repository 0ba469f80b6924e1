/// One row of a batch: what it was called, and its machines or what is wrong with them.
struct BatchRow: Sendable {
    /// The line of a table or the position in an array, from 1.
    let line: Int
    let label: String
    let machine: MinerCase?
    let faults: [FieldFault]
}
