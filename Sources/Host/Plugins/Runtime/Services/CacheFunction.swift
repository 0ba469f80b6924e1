import WorkerProtocol

/// The functions of `hashinsight.cache/1`; the numbers are those of a worker's frames.
enum CacheFunction: Int, CaseIterable {
    case get
    case put
    case remove
    case release

    /// As a worker names it; nil for a number that none has.
    init?(frame number: Int32) { self.init(rawValue: Int(number)) }
}
