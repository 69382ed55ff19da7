"""What people type for each of the 34 sectors, besides the names that the buttons carry."""

SECTOR_WORDS: dict[str, tuple[str, ...]] = {
    "sector-fire": (*("消防", "fire safety", "火灾隐患", "消防安全", "fire", "fire hazard"),),
    "sector-road-traffic": (
        *(
            "道路交通",
            "road traffic",
            "交通",
            "交通安全",
            "马路",
            "traffic",
            "roads",
            "road-traffic",
        ),
    ),
    "sector-road-transport": (
        *("道路运输", "road transport firms", "运输", "客运", "货运", "客车", "货车", "transport"),
        *("coaches", "lorries", "road-transport"),
    ),
    "sector-water-transport": (
        *(
            "水上交通",
            "boats and ferries",
            "水上",
            "船",
            "渡船",
            "渡口",
            "boats",
            "ferries",
            "ferry",
        ),
        *("boat", "water-transport"),
    ),
    "sector-railway-lines": (
        *("铁路沿线", "along the railway", "铁路", "火车", "railway", "railway line", "train line"),
        *("railway-lines",),
    ),
    "sector-fishing-vessels": (
        *("渔业船舶", "fishing vessels", "渔船", "渔业", "打鱼船", "fishing", "fishing boats"),
        *("fishing-vessels",),
    ),
    "sector-post-courier": (
        *("邮政快递", "post and courier", "快递", "邮政", "寄递", "courier", "post", "parcels"),
        *("post-courier",),
    ),
    "sector-construction": (
        *("建筑施工", "building sites", "工地", "建筑", "施工", "建筑工地", "construction"),
        *("construction site", "building site"),
    ),
    "sector-housing": (
        *(
            "自建房与既有房屋",
            "self-built and existing buildings",
            "房屋",
            "自建房",
            "危房",
            "房子",
        ),
        *("housing", "houses", "building"),
    ),
    "sector-gas": (*("城镇燃气", "town gas", "燃气", "煤气", "天然气", "液化气", "gas", "lpg"),),
    "sector-municipal": (
        *(
            "市政运行",
            "streets and city services",
            "市政",
            "井盖",
            "下水道",
            "路面",
            "city services",
        ),
        *("streets", "municipal"),
    ),
    "sector-coal-mines": (*("煤矿", "coal mines", "煤", "coal", "coal mine", "coal-mines"),),
    "sector-mines-tailings": (
        *(
            "非煤矿山与尾矿库",
            "other mines, quarries and tailings",
            "矿山",
            "非煤矿山",
            "尾矿库",
            "采石场",
        ),
        *("矿", "mines", "quarry", "tailings", "mines-tailings"),
    ),
    "sector-chemicals": (
        *("危险化学品", "dangerous chemicals", "危化品", "化工", "化学品", "危化", "chemicals"),
        *("chemical",),
    ),
    "sector-fireworks": (*("烟花爆竹", "fireworks", "烟花", "鞭炮", "爆竹", "firecrackers"),),
    "sector-explosives": (*("民爆物品", "civil explosives", "民爆", "炸药", "雷管", "explosives"),),
    "sector-industry": (
        *(
            "工贸(粉尘、有限空间、冶金)",
            "factories (dust, confined space, metal)",
            "工贸",
            "工厂",
            "粉尘",
        ),
        *("有限空间", "冶金", "车间", "factory", "factories", "dust", "confined space", "industry"),
    ),
    "sector-industrial-parks": (
        *("工业园区", "industrial parks", "园区", "工业园", "industrial park", "industrial-parks"),
    ),
    "sector-special-equipment": (
        *(
            "特种设备",
            "lifts, boilers, cranes and rides",
            "电梯",
            "锅炉",
            "起重机",
            "压力容器",
            "游乐设施",
        ),
        *("叉车", "lift", "elevator", "lifts", "boiler", "crane", "special-equipment"),
    ),
    "sector-waste-radiation": (
        *(
            "危险废物与辐射",
            "hazardous waste and radiation",
            "危废",
            "辐射",
            "危险废物",
            "放射源",
            "waste",
        ),
        *("radiation", "hazardous waste", "waste-radiation"),
    ),
    "sector-power": (
        *(
            "电力能源",
            "electric power",
            "电力",
            "电",
            "电线",
            "用电",
            "高压线",
            "power",
            "electricity",
        ),
        *("power lines",),
    ),
    "sector-pipelines": (
        *(
            "油气长输管道",
            "oil and gas pipelines",
            "油气管道",
            "管道",
            "输油管",
            "输气管",
            "pipeline",
        ),
        *("pipelines",),
    ),
    "sector-grain-reserves": (
        *("粮食物资储备", "grain and stock reserves", "粮库", "粮食", "粮仓", "grain", "granary"),
        *("grain-reserves",),
    ),
    "sector-water-works": (
        *("水利", "dams, dykes and water works", "水库", "大坝", "堤坝", "河道", "dam", "dams"),
        *("dyke", "reservoir", "water-works"),
    ),
    "sector-farming": (
        *(
            "农机与农业企业",
            "farm machines and farm firms",
            "农机",
            "农业",
            "拖拉机",
            "收割机",
            "farm",
        ),
        *("farming", "tractor"),
    ),
    "sector-forestry": (*("林业", "forestry", "森林", "山火", "森林防火", "林场", "forest"),),
    "sector-schools": (
        *("校园与学生", "schools and pupils", "学校", "校园", "学生", "幼儿园", "校车", "school"),
        *("schools",),
    ),
    "sector-sports-venues": (
        *("体育场馆", "sports venues", "体育", "体育馆", "健身房", "游泳馆", "sports", "gym"),
        *("sports-venues",),
    ),
    "sector-care-homes": (
        *(
            "养老与儿童福利",
            "care homes for old people and children",
            "养老院",
            "敬老院",
            "福利院",
            "养老",
        ),
        *("care home", "care homes", "nursing home", "care-homes"),
    ),
    "sector-health-childcare": (
        *("医疗卫生托育", "hospitals, clinics and nurseries", "医院", "诊所", "托育", "卫生院"),
        *("hospital", "clinic", "nursery", "health-childcare"),
    ),
    "sector-culture": (
        *(
            "文旅文物宗教",
            "tourism, culture, relics and worship",
            "文旅",
            "旅游",
            "景区",
            "文物",
            "宗教",
        ),
        *("寺庙", "网吧", "ktv", "tourism", "temple", "culture"),
    ),
    "sector-commerce": (
        *(
            "商贸服务与仓储物流",
            "shops, restaurants and warehouses",
            "商场",
            "超市",
            "饭店",
            "仓库",
            "物流",
        ),
        *("市场", "店铺", "shop", "shops", "restaurant", "warehouse", "market", "commerce"),
    ),
    "sector-justice-premises": (
        *("司法行政场所", "prisons and justice premises", "监狱", "司法", "戒毒所", "prison"),
        *("justice-premises",),
    ),
    "sector-defence-industry": (
        *("军工", "defence industry", "军工企业", "国防", "defence", "defense", "defence-industry"),
    ),
}
"""Key of a sector's label -> everything that is taken for it."""
