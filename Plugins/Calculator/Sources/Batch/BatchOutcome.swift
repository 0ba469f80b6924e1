/// What a batch gives: figures, or everything that is wrong with it. Pure.
struct BatchOutcome: Sendable {
    /// Nil where nothing was calculated.
    let result: BatchResult?
    let shared: SharedInputs?
    /// Of the shared fields, of the table, of each row.
    let faults: [FieldFault]
    /// Of all faults, those included that are only counted.
    let faultCount: Int

    private static let names = Set(SharedInputs.names + MachineInputs.names)

    init(_ question: BatchQuestion, live: LiveMarket, catalogue: MinerCatalogue) {
        var reader = InputReader(question.shared)
        reader.add(question.faults)
        reader.refuseUnknown(Self.names)
        var ofRows = reader.forgettingFaults()
        MachineInputs.check(&ofRows)
        reader.add(ofRows.faults)
        shared = SharedInputs.read(&reader, live: live)
        // A shared fault would come again with each row.
        let faulty = Set(reader.faults.map(\.field))
        let rowShared = question.shared.filter { !faulty.contains($0.key) }
        let rows =
            switch question.source {
            case .elements(let elements): BatchRows.read(elements, shared: rowShared, catalogue: catalogue)
            case .table(let bytes): BatchRows.read(csv: bytes, shared: rowShared, catalogue: catalogue)
            }
        faults = reader.faults + rows.allFaults
        faultCount = reader.faultCount + rows.faultCount
        let isRefused = !reader.faults.isEmpty || !rows.faults.isEmpty || (rows.faultCount > 0 && !question.skipsBadRows)
        result = isRefused ? nil : shared.map { BatchResult(rows.rows, outlook: $0.outlook) }
    }
}
