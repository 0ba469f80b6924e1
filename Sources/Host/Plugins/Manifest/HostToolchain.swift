/// The compiler that built this host: Swift plugins share its standard library in one process, so theirs must be the same.
enum HostToolchain {
    #if compiler(>=6.5)
        static let name = "swift-6.5"
    #elseif compiler(>=6.4)
        static let name = "swift-6.4"
    #else
        static let name = "swift-6.3"
    #endif
}
