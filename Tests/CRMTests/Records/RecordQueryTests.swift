import Testing

@testable import CRM

@Suite struct RecordQueryTests {
    @Test("what narrows a list is kept in the links to the pages beside it, blanks left out")
    func items() {
        let query = RecordQuery({ ["stage": "won", "q": " Pipe & Co ", "lead_id": " "][$0] }, .deal)
        #expect(query.isNarrowed && query.faults.isEmpty && query.items == "stage=won&q=Pipe%20%26%20Co")
        let all = RecordQuery({ _ in nil }, .deal)
        #expect(!all.isNarrowed && all.items.isEmpty)
    }

    @Test("invoices are narrowed by how they stand, by words that their list tells, and by what is owed at all")
    func payments() {
        for word in InvoiceList.standings + ["unpaid"] {
            #expect(RecordQuery({ $0 == "payment" ? word : nil }, PeriodInputs.kind).faults.isEmpty, "\(word)")
        }
        #expect(RecordQuery({ $0 == "payment" ? "draft" : nil }, PeriodInputs.kind).faults.map(\.field) == ["payment"])
    }
}
