/// The functions of `hashinsight.notary/1`; the numbers are those of a worker's frames.
enum NotaryFunction: Int, CaseIterable {
    case submit
    case receipt

    /// As a worker names it; nil for a number that none has.
    init?(frame number: Int32) { self.init(rawValue: Int(number)) }
}
