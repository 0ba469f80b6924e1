/// What is taken of figures that nodes tell differently, so that no single one decides. Pure.
enum Votes {
    /// The highest value that as many as have to agree reach: of three with two to agree the middle one, of two the lower.
    /// - Precondition: There are as many.
    static func reached<Value: Comparable>(_ values: [Value], by quorum: Int) -> Value { values.sorted(by: >)[quorum - 1] }

    /// The one in the middle; of two the lower. nil of none.
    static func lowerMiddle<Value: Comparable>(of values: [Value]) -> Value? {
        values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
    }

    /// The one in the middle; of two the higher. nil of none.
    static func upperMiddle<Value: Comparable>(of values: [Value]) -> Value? { values.isEmpty ? nil : values.sorted()[values.count / 2] }
}
