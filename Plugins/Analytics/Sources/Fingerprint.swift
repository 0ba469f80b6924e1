/// A number that follows from bytes and tells them from others: FNV-1a of 64 bits. Not for secrets.
enum Fingerprint {
    static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}
