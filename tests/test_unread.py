"""Which texts are no documents: error pages and pages for browsers, in the words of servers and sites of many kinds."""

import pytest

from policyextract.text.unread import unread

PAGES = {
    "404 Not Found\nnginx/1.18.0": "error-page",
    "Not Found\nHTTP Error 404. The requested resource is not found. HTTP Status 404": "error-page",
    "HTTP Status 500 – Internal Server Error": "error-page",
    "Not Found\nThe requested URL /zwgk/2024.html was not found on this server.\nApache/2.4 Server at a.example Port 80": "error-page",
    "Forbidden\nYou don't have permission to access this resource.": "error-page",
    "Service is busy\nThe server is temporarily unable to service your request.": "error-page",
    "首页 要闻 政策\n抱歉，您访问的页面不存在！\n可能的原因：地址已变更。\n返回首页": "error-page",
    "您要查看的文章已被删除，5秒后返回首页": "error-page",
    "很抱歉，找不到您要访问的内容": "error-page",
    "您的请求过于频繁，请稍后再试": "error-page",
    "Just a moment...\nChecking your browser before accessing": "needs-browser",
    "请启用JavaScript以继续": "needs-browser",
    "页面加载中，请稍候": "needs-browser",
    "": "nothing-to-read",
    " \n ——— · \u3000": "nothing-to-read",
}


@pytest.mark.parametrize("text", PAGES)
def test_pages_that_are_none(text: str) -> None:
    why = unread(text)
    assert why is not None
    assert why.code == PAGES[text]


@pytest.mark.parametrize(
    "text",
    [
        "关于开展网站安全检查的通知",
        "全市政务服务大厅新设窗口，群众办事更方便。",
        "会议听取了政府网站检查情况的汇报。" + "各单位认真整改。" * 40 + "个别网站打开后显示页面不存在。",
        "会议通报，12个网站的栏目打开后显示页面不存在，要求限期整改。" + "各单位要认真落实整改要求。" * 60,
    ],
)
def test_texts_that_are_documents(text: str) -> None:
    """What is told of error pages further below, or in a text of some length, makes none."""
    assert unread(text) is None


def test_a_title_tells_too() -> None:
    why = unread("首页 返回上一页", "404 Not Found")
    assert why is not None
    assert why.code == "error-page"
