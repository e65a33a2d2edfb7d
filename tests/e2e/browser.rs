//! A headless Chromium of the story's own.

use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Page, Server};

/// A browser with a fresh profile; ends with its owner.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    chromedriver: Child,
    profile: TempDir,
}

impl Browser {
    /// Starts one with a window of this size.
    ///
    /// # Errors
    /// When chromedriver or Chromium does not start.
    pub async fn start(width: u32, height: u32) -> Result<Self> {
        // The port that it chooses may be taken by the time it listens, and then it ends.
        let (chromedriver, port) = match chromedriver().await {
            Err(_) => chromedriver().await?,
            started => started?,
        };
        let profile = TempDir::new()?;
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in [
            "headless",
            "no-sandbox",
            "disable-gpu",
            "disable-quic",
            "no-first-run",
            "disable-background-networking",
            "disable-component-update",
            "disable-sync",
        ] {
            capabilities.add_arg(&format!("--{flag}"))?;
        }
        capabilities.add_arg(&format!("--window-size={width},{height}"))?;
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        if let Ok(chromium) = std::env::var("CHROMIUM") {
            capabilities.set_binary(&chromium)?;
        }
        let driver = WebDriver::new(&format!("http://127.0.0.1:{port}"), capabilities).await?;
        driver.set_script_timeout(std::time::Duration::from_secs(60)).await?;
        Ok(Self { driver, chromedriver, profile })
    }

    /// Opens an address and begins to note what the story will want to know of the page.
    ///
    /// # Errors
    /// When the page cannot be opened.
    pub async fn open(&self, url: &str) -> Result<Page> {
        self.driver.goto(url).await?;
        Page::new(self.driver.clone()).await
    }

    /// The page that is shown now, however it was reached.
    ///
    /// # Errors
    /// When it cannot be spoken to.
    pub async fn here(&self) -> Result<Page> {
        Page::new(self.driver.clone()).await
    }

    /// Opens the front page, two people side by side, and in both elements the conversation of these two; answers its cid, too.
    ///
    /// # Errors
    /// When the page does not show it.
    pub async fn two_people(&self, server: &Server) -> Result<(Page, String)> {
        let page = self.open(&server.url("/")).await?;
        page.online(0).await?;
        page.online(1).await?;
        let cid = page.direct().await?;
        page.open_channel(0, &cid).await?;
        page.open_channel(1, &cid).await?;
        Ok((page, cid))
    }

    /// Opens one person's own page, and in it a channel, else that of the two people of the front page; answers its cid, too.
    ///
    /// # Errors
    /// When the page does not show it.
    pub async fn one_person(&self, server: &Server, user: &str, cid: Option<&str>) -> Result<(Page, String)> {
        let page = self.open(&server.url(&format!("/as/{user}/"))).await?;
        page.online(0).await?;
        let cid = match cid {
            Some(cid) => cid.to_owned(),
            None => page.direct().await?,
        };
        page.open_channel(0, &cid).await?;
        Ok((page, cid))
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn quit(self) -> Result<()> {
        Ok(self.driver.clone().quit().await?)
    }
}

impl Drop for Browser {
    /// A story that failed does not wait for a browser that nobody asks any more, and leaves none behind.
    fn drop(&mut self) {
        let _ = (self.driver.clone().leak(), self.chromedriver.start_kill());
        let _ = std::process::Command::new("pkill").args(["-KILL", "-f"]).arg(self.profile.path()).status();
    }
}

/// A driver and its port.
async fn chromedriver() -> Result<(Child, String)> {
    let mut command = Command::new(std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into()));
    command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut chromedriver = command.spawn().context("cannot start chromedriver")?;
    let mut lines = BufReader::new(chromedriver.stdout.take().context("no output")?).lines();
    let port = loop {
        let Some(line) = lines.next_line().await? else { bail!("chromedriver ended before it listened") };
        // The first such line only repeats the order.
        let port = line.rsplit_once("on port ").map(|(_, port)| port.trim_end_matches('.').to_owned());
        if let Some(port) = port.filter(|port| port != "0" && port.bytes().all(|digit| digit.is_ascii_digit())) {
            break port;
        }
    };
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((chromedriver, port))
}
