/// Who a device says it is, as the fields arrive; `ReadingIdentity` makes firmware, model and algorithm of it.
struct IdentityScratch {
    var type = ""
    var model = ""
    var product = ""
    var miner = ""
    var minerVersion = ""
    var compileTime = ""
    var cgminer = ""
    var bmminer = ""
    var braiins = ""
    var luxos = ""
    var auradine = ""
    var sealminer = ""
    var software = ""
    var firmwareVersion = ""
    var avalonVersion = ""
    var moduleVersion = ""
    var description = ""
    var algorithm = ""
    var statsIdentifier = ""
    /// Only btminer tells what a device did when it left the factory.
    var tellsFactoryRate = false
    var systemUptime: Int?
    var powerRealtime: Double?
}
