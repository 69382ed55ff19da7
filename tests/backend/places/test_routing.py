"""Who handles what, in each of the four places, with the traps that their plans hold."""

import pytest

from backend.places.concerned import concerned
from backend.places.load import known_places, load_place
from backend.places.profile import Place
from backend.places.routing import Routing, Unit, route
from backend.places.sector_table import SECTORS

QIDONG = load_place("430426111")
XIANGAN = load_place("350213")
DONGNING = load_place("231086")
WUHE = load_place("340322")
PLACES = {code: load_place(code) for code in known_places()}


def _names(routing: Routing) -> list[str]:
    return [lead.office.zh for lead in routing.leads]


def _why(routing: Routing) -> list[str]:
    return [reason.name for reason in routing.reasons]


def test_two_fire_lists_are_kept_and_the_sub_plans_own() -> None:
    fire = route(QIDONG, "fire")
    assert [(lead.office.zh, lead.list) for lead in fire.leads] == [
        ("镇应急办", "campaign"),
        ("镇消防站", "sub-plans"),
    ]
    assert fire.owner.zh == "镇消防站"
    assert [office.zh for office in fire.co_leads] == ["镇应急办"]
    assert _why(fire) == ["lead-of-sub-plans", "several-leads", "two-lists"]


@pytest.mark.parametrize(
    ("place", "sector", "owner", "co_leads"),
    [
        (QIDONG, "road-traffic", "派出所交警中队", ["镇派出所", "镇道安办"]),
        (QIDONG, "road-transport", "镇道安办", ["镇派出所"]),
        (QIDONG, "culture", "镇社会事务办", ["镇社会事务中心"]),
        (QIDONG, "mines-tailings", "镇应急办", []),
        (QIDONG, "pipelines", "镇经济发展办", []),
        (QIDONG, "commerce", "镇应急办", []),
        (QIDONG, "health-childcare", "第五人民医院", []),
        (WUHE, "explosives", "县经信局", ["县公安局"]),
        (WUHE, "care-homes", "县民政局", ["县卫健委"]),
        (WUHE, "mines-tailings", "县应急局", ["县经信局"]),
        (WUHE, "post-courier", "县商务局", ["县邮政公司"]),
        (WUHE, "fire", "县消防救援大队", []),
        (DONGNING, "coal-mines", "市煤管局", []),
        (DONGNING, "waste-radiation", "市生态环境局", ["市应急管理局"]),
        (DONGNING, "post-courier", "市交通局", []),
        (XIANGAN, "water-transport", "同安海事处", []),
        (XIANGAN, "chemicals", "区应急局", []),
    ],
)
def test_a_sector_has_its_owner_and_tells_the_others(
    place: Place, sector: str, owner: str, co_leads: list[str]
) -> None:
    routing = route(place, sector)
    assert routing.owner.zh == owner
    assert [office.zh for office in routing.co_leads] == co_leads
    assert routing.terms.assign_working_days is None


@pytest.mark.parametrize("sector", ["road-transport", "water-transport"])
def test_wuhes_transport_is_led_by_three(sector: str) -> None:
    assert _names(route(WUHE, sector)) == [
        "县交通运输局",
        "市交通综合执法大队六大队",
        "市公路管理服务中心五河分中心",
    ]


@pytest.mark.parametrize(
    ("place", "sector", "why"),
    [
        (QIDONG, "explosives", "no-lead-named"),
        (QIDONG, "water-works", "no-lead-named"),
        (DONGNING, "industrial-parks", "no-lead-named"),
        (WUHE, "defence-industry", "no-lead-named"),
        (WUHE, "commerce", "no-lead-named"),
        (XIANGAN, "special-equipment", "no-lead-named"),
        (WUHE, "coal-mines", "not-in-plan"),
        (WUHE, "railway-lines", "not-in-plan"),
        (XIANGAN, "schools", "not-in-plan"),
        (DONGNING, "schools", "not-in-plan"),
    ],
)
def test_what_has_no_lead_goes_to_the_safety_office_with_a_limit(
    place: Place, sector: str, why: str
) -> None:
    routing = route(place, sector)
    assert routing.owner.id == "safety-office"
    assert routing.terms.assign_working_days == 3
    assert why in _why(routing)
    assert routing.in_plan is (why != "not-in-plan")


def test_warehouses_in_qidong_have_no_lead_though_shops_have() -> None:
    shop = route(QIDONG, "commerce", unit=Unit("大众超市"))
    warehouse = route(QIDONG, "commerce", unit=Unit("恒通仓储有限公司"))
    assert (shop.owner.zh, warehouse.owner.id) == ("镇应急办", "safety-office")
    assert "other-part-without-lead" in _why(shop)
    assert "part-without-lead" in _why(warehouse)
    assert warehouse.terms.assign_working_days == 3


def test_a_road_works_site_in_dongning_is_the_transport_bureaus() -> None:
    assert route(DONGNING, "construction").owner.zh == "市住建局"
    assert route(DONGNING, "construction", unit=Unit("绥芬河大桥公路项目部")).owner.zh == "市交通局"


def test_xiangans_leads_say_that_they_are_derived() -> None:
    for row in XIANGAN.routes:
        assert row.derived or not row.leads
    assert "derived-from-actions" in _why(route(XIANGAN, "gas"))


def test_territory_always_assists_with_village_and_town() -> None:
    routing = route(WUHE, "gas", area_code="340322101200")
    assert [area.zh for area in routing.territory] == ["新集村", "新集镇"]
    assert _why(routing)[-1] == "territory-assists"
    unled = route(WUHE, "coal-mines", area_code="340322101000")
    assert [area.zh for area in unled.territory] == ["新集镇"]


def test_offices_that_help_are_named_once_and_never_beside_a_lead() -> None:
    routing = route(QIDONG, "fire")
    helpers = [office.zh for office in routing.assisting]
    assert "镇派出所" in helpers
    assert len(helpers) == len(set(helpers))
    assert not {"镇消防站", "镇应急办"} & set(helpers)


def test_a_sector_left_open_is_read_from_the_unit() -> None:
    named = route(WUHE, unit=Unit("大新加油站"))
    assert (named.sector, named.owner.zh) == ("chemicals", "县应急局")
    assert named.reasons[0].name == "sector-from-unit-name"
    known = route(WUHE, unit=Unit("某单位", sector="schools"))
    assert (known.sector, known.reasons[0].name) == ("schools", "sector-of-unit")


def test_an_unknown_sector_goes_to_the_safety_office() -> None:
    routing = route(WUHE)
    assert routing.owner.id == "safety-office"
    assert _why(routing) == ["sector-unknown"]


@pytest.mark.parametrize("name", ["县教体局", "教体局", "Education and Sports Bureau"])
def test_an_office_that_a_report_is_about_is_neither_owner_nor_told(name: str) -> None:
    routing = route(WUHE, "schools", unit=Unit(name))
    assert routing.owner.id == "safety-office"
    assert routing.co_leads == ()
    assert "lead-is-concerned" in _why(routing)


@pytest.mark.parametrize(
    ("place", "sector", "name", "concerned"),
    [
        (WUHE, "schools", "五河县教体局", "县教体局"),
        (WUHE, "schools", "五河县教育体育局", "县教体局"),
        (WUHE, "schools", "县教体局机关食堂", "县教体局"),
        (WUHE, "schools", "安徽省五河县教育体育局 家属院", "县教体局"),
        (WUHE, "sports-venues", "五河教体局体育馆", "县教体局"),
        (WUHE, "explosives", "五河县经济和信息化局", "县经信局"),
        (WUHE, "construction", "五河县住房和城乡建设局", "县住建局"),
        (WUHE, "health-childcare", "五河县卫生健康委员会", "县卫健委"),
        (WUHE, "power", "五河县发展和改革委员会", "县发改委"),
        (WUHE, "special-equipment", "五河县市场监督管理局", "县市场监管局"),
        (WUHE, "waste-radiation", "蚌埠市五河县生态环境分局", "县生态环境分局"),
        (WUHE, "fire", "五河县消防救援大队", "县消防救援大队"),
        (WUHE, "fire", "五河消防大队", "县消防救援大队"),
        (WUHE, "chemicals", "五河县人民政府应急管理局", "县应急局"),
        (DONGNING, "construction", "东宁市住房和城乡建设局", "市住建局"),
        (DONGNING, "post-courier", "黑龙江省东宁市交通运输局", "市交通局"),
        (XIANGAN, "chemicals", "厦门市翔安区应急管理局", "区应急局"),
        (XIANGAN, "health-childcare", "翔安区卫生健康局", "区卫健局"),
        (QIDONG, "fire", "白地市镇消防站", "镇消防站"),
        (QIDONG, "mines-tailings", "某镇应急管理办公室", "镇应急办"),
        (QIDONG, "schools", "某镇中心学校", "镇中心学校"),
    ],
)
def test_an_office_is_known_by_its_full_name_and_by_its_house(
    place: Place, sector: str, name: str, concerned: str
) -> None:
    assert route(place, sector).owner.zh == concerned
    routing = route(place, sector, unit=Unit(name))
    assert routing.owner.id == "safety-office"
    assert concerned not in [office.zh for office in (*routing.co_leads, *routing.assisting)]
    assert "lead-is-concerned" in _why(routing)


@pytest.mark.parametrize(
    ("place", "sector", "name"),
    [
        (WUHE, "schools", "五河县教体文化用品店"),
        (WUHE, "schools", "五河县第二中学"),
        (WUHE, "sports-venues", "五河县体育馆"),
        (WUHE, "chemicals", "五河县应急救援设备有限公司"),
        (WUHE, "fire", "五河县消防器材经营部"),
        (WUHE, "fire", "五河"),
        (WUHE, "fire", "县城"),
        (WUHE, "post-courier", "五河县商务宾馆"),
        (WUHE, "health-childcare", "五河县人民医院"),
        (DONGNING, "chemicals", "东宁经济开发区顺发化工有限公司"),
        (DONGNING, "construction", "东宁市住建劳务有限公司"),
        (QIDONG, "health-childcare", "祁东县人民医院"),
        (QIDONG, "fire", "幸福小区微型消防站"),
        (QIDONG, "schools", "某镇中心小学"),
    ],
)
def test_an_enterprise_that_shares_a_few_characters_is_no_office(
    place: Place, sector: str, name: str
) -> None:
    plain, named = route(place, sector), route(place, sector, unit=Unit(name))
    assert named.owner is plain.owner
    assert (named.co_leads, named.assisting) == (plain.co_leads, plain.assisting)


@pytest.mark.parametrize("code", sorted(PLACES))
def test_every_office_is_known_behind_its_place_and_in_no_shop(code: str) -> None:
    place = PLACES[code]
    called, _, _ = place.names.zh.partition("（")
    for office in place.offices:
        for name in (office.zh, *office.aliases):
            assert office.id in concerned(place, f"{called}{name}", place.offices), name
    for area in place.areas:
        assert not concerned(place, f"{area.zh}利民商店", place.offices), area.zh


@pytest.mark.parametrize("code", sorted(PLACES))
def test_every_sector_of_every_place_has_one_owner_and_a_reason(code: str) -> None:
    place = PLACES[code]
    for sector in SECTORS:
        routing = route(place, sector.slug)
        assert routing.owner in place.offices
        assert routing.reasons
        assert routing.owner not in routing.co_leads
        assert not set(routing.co_leads) & set(routing.assisting)
        unled = routing.owner.id == place.unled.office
        assert (routing.terms.assign_working_days is not None) is unled
